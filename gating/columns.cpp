#include "gating/detail/columns.h"

#include <algorithm>

#include <fmt/format.h>

namespace gating {
namespace {

using fcs::ChannelIndex;
using fcs::Code;
using fcs::Error;
using fcs::Result;

/// Tells compensations apart, for a key.
std::string key_of(const CompensationRef& compensation) {
  if (const auto* matrix = std::get_if<MatrixCompensation>(&compensation)) return "matrix " + matrix->id;
  return std::holds_alternative<FileCompensation>(compensation) ? "file" : "none";
}

/// Whether every fluorochrome is its own detector's signal.
bool removes_nothing(const Unmixing& unmixing) {
  if (unmixing.detectors.size() != unmixing.fluorochromes.size()) return false;
  for (std::size_t k = 0; k < unmixing.detectors.size(); ++k) {
    for (std::size_t j = 0; j < unmixing.fluorochromes.size(); ++j) {
      if (unmixing.at(k, j) != (k == j ? 1.0 : 0.0)) return false;
    }
  }
  return true;
}

}  // namespace

Result<Axis> ColumnBuilder::axis(const Dimension& dimension) {
  Axis axis;
  const auto* name = std::get_if<ChannelReference>(&dimension.source);
  if (name != nullptr) {
    FCS_TRY(column, channel_column(name->name, dimension.compensation));
    axis.column = column;
  } else {
    FCS_TRY(column, ratio_column(std::get<RatioReference>(dimension.source).id, dimension.compensation));
    axis.column = column;
  }
  if (dimension.transformation) axis.transformation = strategy_.transformations.at(*dimension.transformation);
  if (axis.transformation && name != nullptr && !std::holds_alternative<MatrixCompensation>(dimension.compensation)) {
    FCS_TRY(index, channel(name->name));
    check_scale(index, *axis.transformation);
  }
  return axis;
}

Result<ChannelIndex> ColumnBuilder::channel(const std::string& name) const {
  if (const auto found = mapping_.channels.find(name); found != mapping_.channels.end()) return found->second;
  if (const auto missing = mapping_.missing.find(name); missing != mapping_.missing.end()) return missing->second;
  return Error{Code::no_such_channel, {}, "a channel or marker of the sample", name};
}

/// The file's own matrix names channels by $PnN.
Result<ChannelIndex> ColumnBuilder::detector_of_file(const std::string& name) const {
  for (const auto& channel : sample_.channels) {
    if (channel.name == name) return channel.index;
  }
  return Error{
      Code::bad_spillover, {{}, sample_.spillover->keyword, {}}, "detectors that are channels of the file", name};
}

std::size_t ColumnBuilder::input(ChannelIndex channel) {
  const auto found = std::find(program_.channels.begin(), program_.channels.end(), channel);
  if (found != program_.channels.end()) return static_cast<std::size_t>(found - program_.channels.begin());
  program_.channels.push_back(channel);
  return program_.channels.size() - 1;
}

ColumnRef ColumnBuilder::derive(DerivedColumn column) {
  program_.derived.push_back(std::move(column));
  return {ColumnRef::Kind::derived, program_.derived.size() - 1};
}

Result<ColumnRef> ColumnBuilder::channel_column(const std::string& name, const CompensationRef& compensation) {
  if (const auto* matrix = std::get_if<MatrixCompensation>(&compensation)) return matrix_column(matrix->id, name);
  FCS_TRY(index, channel(name));
  if (std::holds_alternative<FileCompensation>(compensation)) return file_column(index);
  return ColumnRef{ColumnRef::Kind::input, input(index)};
}

/// Compensation-ref "FCS". Channels outside the matrix stay as they are.
Result<ColumnRef> ColumnBuilder::file_column(ChannelIndex index) {
  const auto& name = sample_.channels[index.value()].name;
  if (sample_.policy == FileCompensationPolicy::ignore_file) return ColumnRef{ColumnRef::Kind::input, input(index)};
  if (sample_.spillover == nullptr) {
    if (const auto how = compensated_by(index)) {
      note(Code::already_compensated, "channel " + name, "values not yet compensated", *how);
    } else {
      note(Code::no_compensation, "$SPILLOVER", "a matrix, as a gate asks for the file's compensation", "none");
    }
    return ColumnRef{ColumnRef::Kind::input, input(index)};
  }
  if (is_identity(*sample_.spillover)) {
    note(Code::already_compensated, sample_.spillover->keyword, "spillover", "the identity matrix");
    return ColumnRef{ColumnRef::Kind::input, input(index)};
  }
  const auto& detectors = sample_.spillover->detectors;
  const auto position = std::find(detectors.begin(), detectors.end(), name);
  if (position == detectors.end()) return ColumnRef{ColumnRef::Kind::input, input(index)};
  FCS_CHECK(refuse_twice(index, sample_.spillover->keyword, "file or none"));
  const auto known = unmixings_.find("");
  const auto& made =
      known != unmixings_.end() ? known->second : unmixings_.emplace("", unmixing(*sample_.spillover)).first->second;
  if (made.has_error()) {
    return Error{Code::bad_spillover, {{}, sample_.spillover->keyword, {}}, made.error().expected, made.error().found};
  }
  return compensated_column("", made.value(), static_cast<std::size_t>(position - detectors.begin()));
}

Result<ColumnRef> ColumnBuilder::matrix_column(const std::string& id, const std::string& fluorochrome) {
  const auto known = unmixings_.find(id);
  const auto& made = known != unmixings_.end()
                         ? known->second
                         : unmixings_.emplace(id, unmixing(strategy_.matrices.at(id))).first->second;
  if (made.has_error()) return made.error();
  const auto& names = made.value().fluorochromes;
  const auto position = std::find(names.begin(), names.end(), fluorochrome);
  if (position == names.end()) {
    return Error{Code::no_such_channel, {{}, "matrix " + id, {}}, "one of its fluorochromes", fluorochrome};
  }
  return compensated_column(id, made.value(), static_cast<std::size_t>(position - names.begin()));
}

Result<ColumnRef> ColumnBuilder::compensated_column(const std::string& matrix, const Unmixing& unmixing,
                                                    std::size_t fluorochrome) {
  const auto key = std::pair{matrix, fluorochrome};
  if (const auto known = compensated_.find(key); known != compensated_.end()) return known->second;
  CompensatedColumn column;
  for (std::size_t detector = 0; detector < unmixing.detectors.size(); ++detector) {
    const auto& name = unmixing.detectors[detector];
    FCS_TRY(index, matrix.empty() ? detector_of_file(name) : channel(name));
    if (!matrix.empty() && !removes_nothing(unmixing)) {
      FCS_CHECK(refuse_twice(index, "matrix " + matrix, "file"));
    }
    column.inputs.push_back(input(index));
    column.coefficients.push_back(unmixing.at(detector, fluorochrome));
  }
  note_matrix(matrix);
  return compensated_[key] = derive(std::move(column));
}

std::optional<std::string> ColumnBuilder::compensated_by(ChannelIndex channel) const {
  const auto& name = sample_.channels[channel.value()].name;
  if (named_as_compensated(name)) return name;
  const auto found = sample_.compensated.find(channel);
  if (found == sample_.compensated.end()) return std::nullopt;
  return found->second;
}

Result<void> ColumnBuilder::refuse_twice(ChannelIndex channel, const std::string& matrix,
                                         std::string_view deciders) const {
  const auto how = compensated_by(channel);
  if (!how || sample_.policy == FileCompensationPolicy::use_file) return fcs::success();
  return Error{Code::already_compensated,
               {{}, "channel " + sample_.channels[channel.value()].name, {}},
               fmt::format("values not yet compensated; or --compensation {}, to decide", deciders),
               fmt::format("a compensated channel ({}) and a spillover matrix ({})", *how, matrix)};
}

void ColumnBuilder::note_matrix(const std::string& matrix) {
  const bool is_of_file = matrix.empty();
  const auto& source = is_of_file ? sample_.spillover->keyword : matrix;
  for (const auto& known : program_.matrices) {
    if (known.is_of_file == is_of_file && known.source == source) return;
  }
  if (is_of_file) {
    const auto& spillover = *sample_.spillover;
    program_.matrices.push_back({source, true, spillover.detectors, spillover.detectors, spillover.coefficients});
  } else {
    const auto& own = strategy_.matrices.at(matrix);
    program_.matrices.push_back({source, false, own.fluorochromes, own.detectors, own.coefficients});
  }
}

Result<ColumnRef> ColumnBuilder::ratio_column(const std::string& id, const CompensationRef& compensation) {
  const auto key = std::tuple{id, key_of(compensation)};
  if (const auto known = ratios_.find(key); known != ratios_.end()) return known->second;
  const auto& ratio = strategy_.ratios.at(id);
  FCS_TRY(numerator, channel_column(ratio.numerator, compensation));
  FCS_TRY(denominator, channel_column(ratio.denominator, compensation));
  return ratios_[key] = derive(RatioColumn{numerator, denominator, ratio.A, ratio.B, ratio.C, ratio.bound});
}

/// Logicle and hyperlog are drawn for one range of data; on a channel of another range their gates mean something else.
void ColumnBuilder::check_scale(ChannelIndex index, const Transformation& transformation) {
  double top = 0;
  if (const auto* logicle = std::get_if<Logicle>(&transformation.parameters())) top = logicle->T;
  if (const auto* hyperlog = std::get_if<Hyperlog>(&transformation.parameters())) top = hyperlog->T;
  const auto& channel = sample_.channels[index.value()];
  if (top == 0 || !channel.range || channel.amplification.decades > 0) return;
  const double range = *channel.range / channel.gain;
  if (!(range > 0) || (range <= 2 * top && top <= 2 * range)) return;
  note(Code::scale_mismatch, "channel " + channel.name, fmt::format("a range within twofold of T = {}", top),
       fmt::format("a range of {}", range));
}

/// A property of the sample that is not in the way; said once.
void ColumnBuilder::note(Code code, const std::string& item, std::string expected, std::string found) {
  if (!noted_.emplace(code, item).second) return;
  program_.findings.push_back(
      {{code, {{}, item, {}}, std::move(expected), std::move(found)}, "values are used as they are"});
}

}  // namespace gating
