#include "fcs/reader.h"

#include <utility>

#include <fmt/format.h>

#include "fcs/detail/data_set.h"

namespace fcs {
namespace {

constexpr std::size_t most_data_sets = 1000;

Error in_file(Error error, const std::filesystem::path& file) {
  error.where.file = file.string();
  for (auto& further : error.further) further.where.file = file.string();
  return error;
}

Sample in_file(Sample sample) {
  for (auto& finding : sample.findings) finding.deviation.where.file = sample.file.string();
  return sample;
}

/// Goes from data set to data set. $NEXTDATA only leads forward, so no chain is a circle.
class DataSetWalk {
 public:
  DataSetWalk(const detail::InputFile& file, Tolerance tolerance) : file_{file}, tolerance_{tolerance} {}

  [[nodiscard]] bool at_end() const { return !origin_ || is_cut_short(); }
  /// There are more data sets than anybody writes, of which the first ones are read.
  [[nodiscard]] bool is_cut_short() const { return origin_ && number_ == most_data_sets; }
  [[nodiscard]] std::size_t number() const { return number_; }  ///< of the data set read last

  Result<detail::DataSet> next() {
    auto data_set = detail::read_data_set(file_, *origin_, tolerance_);
    ++number_;
    origin_ = data_set ? data_set.value().next : std::nullopt;
    return data_set;
  }

 private:
  const detail::InputFile& file_;
  Tolerance tolerance_;
  std::optional<std::uint64_t> origin_ = 0;
  std::size_t number_ = 0;
};

Error next_data_set(const Sample& before, std::string expected, std::string found) {
  auto place = before.keywords.place("$NEXTDATA");
  place.file = before.file.string();
  return {Code::bad_next_dataset, std::move(place), std::move(expected), std::move(found)};
}

Error no_such_data_set(const std::filesystem::path& file, std::size_t wanted, std::size_t present) {
  return {Code::no_such_dataset,
          {file.string(), "", {}},
          fmt::format("a data set from 1 to {}", present),
          std::to_string(wanted)};
}

}  // namespace

Result<std::vector<Sample>> read_samples(const std::filesystem::path& path, const ReadOptions& options) {
  FCS_TRY(file, detail::InputFile::open(path));
  DataSetWalk walk{file, options.tolerance};
  std::vector<Sample> samples;
  while (!walk.at_end()) {
    auto data_set = walk.next();
    auto sample = data_set ? detail::describe(file, std::move(data_set.value()), walk.number(), options)
                           : Result<Sample>{data_set.error()};
    if (sample) {
      samples.push_back(in_file(std::move(sample.value())));
      continue;
    }
    const auto error = in_file(sample.error(), path);
    if (samples.empty() || !options.tolerance.repairs()) return error;
    samples.back().findings.push_back(
        {next_data_set(samples.back(), fmt::format("a readable data set {}", walk.number()), message(sample.error())),
         "the data sets before it are all"});
    return samples;
  }
  if (walk.is_cut_short()) {
    auto deviation =
        next_data_set(samples.back(), fmt::format("at most {} data sets", most_data_sets), "a further one");
    if (!options.tolerance.repairs()) return deviation;
    samples.back().findings.push_back({std::move(deviation), "the ones after it are not read"});
  }
  return samples;
}

Result<Sample> read_sample(const std::filesystem::path& path, std::size_t dataset, const ReadOptions& options) {
  FCS_TRY(file, detail::InputFile::open(path));
  DataSetWalk walk{file, options.tolerance};
  for (;;) {
    auto data_set = walk.next();
    if (!data_set) return in_file(data_set.error(), path);
    if (walk.number() == dataset) {
      auto sample = detail::describe(file, std::move(data_set.value()), dataset, options);
      if (!sample) return in_file(sample.error(), path);
      return in_file(std::move(sample.value()));
    }
    if (walk.at_end()) return no_such_data_set(path, dataset, walk.number());
  }
}

bool can_seek(const Sample& sample) { return !sample.layout.delimited && !sample.has_translated_line_ends; }

}  // namespace fcs
