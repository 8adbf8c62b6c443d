#include "apps/cli/export_events.h"

#include <algorithm>
#include <bit>
#include <span>
#include <type_traits>
#include <utility>
#include <variant>

namespace cli {
namespace {

/// Appends the chosen ones of `values`, the first of which is event `first` of the sample.
template <class To, class From>
void append_selected(const Selection& selection, std::uint64_t first, const From& values, std::vector<To>& to) {
  for (std::size_t e = 0; e < values.size(); ++e) {
    if (selection.has(first + e)) to.push_back(static_cast<To>(values[e]));
  }
}

class StoredEvents final : public fcs::EventSupply {
 public:
  StoredEvents(const fcs::Sample& sample, std::vector<fcs::ChannelIndex> channels, const Selection& selection)
      : sample_{sample}, channels_{std::move(channels)}, selection_{selection} {}

  [[nodiscard]] std::uint64_t event_count() const override { return selection_.count(sample_.event_count); }

  [[nodiscard]] fcs::Result<void> restart() override {
    FCS_TRY(reader, fcs::StoredReader::open(sample_, channels_));
    reader_.emplace(std::move(reader));
    first_ = 0;
    return fcs::success();
  }

  [[nodiscard]] fcs::Result<const std::vector<fcs::StoredColumn>*> next() override {
    FCS_TRY(block, reader_->next());
    if (block == nullptr) return nullptr;
    selected_.resize(block->size());
    std::uint64_t size = 0;
    for (std::size_t c = 0; c < block->size(); ++c) {
      const auto select = [&](const auto& values) {
        auto& to = selected_[c].template emplace<std::decay_t<decltype(values)>>();
        append_selected(selection_, first_, values, to);
        size = values.size();
      };
      std::visit(select, (*block)[c]);
    }
    first_ += size;
    return &selected_;
  }

 private:
  const fcs::Sample& sample_;
  std::vector<fcs::ChannelIndex> channels_;
  const Selection& selection_;
  std::optional<fcs::StoredReader> reader_;
  std::uint64_t first_ = 0;
  std::vector<fcs::StoredColumn> selected_;
};

class ScaleEvents final : public fcs::EventSupply {
 public:
  ScaleEvents(const fcs::Sample& sample, std::size_t columns, std::vector<fcs::ChannelIndex> read,
              std::optional<gating::Unmixing> unmixing, fcs::StoredType type, const Selection& selection)
      : sample_{sample},
        columns_{columns},
        read_{std::move(read)},
        unmixing_{std::move(unmixing)},
        type_{type},
        selection_{selection} {}

  [[nodiscard]] std::uint64_t event_count() const override { return selection_.count(sample_.event_count); }

  [[nodiscard]] fcs::Result<void> restart() override {
    FCS_TRY(reader, fcs::BlockReader::open(sample_, read_));
    reader_.emplace(std::move(reader));
    return fcs::success();
  }

  [[nodiscard]] fcs::Result<const std::vector<fcs::StoredColumn>*> next() override {
    FCS_TRY(block, reader_->next());
    if (!block) return nullptr;
    selected_.resize(columns_);
    for (std::size_t c = 0; c < columns_; ++c) {
      const auto first = block->first.value();
      const auto values = column(*block, c);
      if (type_ == fcs::StoredType::float32) {
        append_selected(selection_, first, values, selected_[c].emplace<std::vector<float>>());
      } else {
        append_selected(selection_, first, values, selected_[c].emplace<std::vector<double>>());
      }
    }
    return &selected_;
  }

 private:
  /// The detectors were read after the columns asked for, in the order of the matrix.
  std::span<const double> column(const fcs::EventBlock& block, std::size_t c) {
    if (!unmixing_) return block.columns[c];
    const auto detectors = std::span{read_}.subspan(columns_);
    const auto row = std::ranges::find(detectors, read_[c]);
    if (row == detectors.end()) return block.columns[c];
    const auto fluorochrome = static_cast<std::size_t>(row - detectors.begin());
    unmixed_.assign(block.size, 0);
    for (std::size_t k = 0; k < detectors.size(); ++k) {
      const auto share = unmixing_->at(k, fluorochrome);
      const auto measured = block.columns[columns_ + k];
      for (std::size_t e = 0; e < block.size; ++e) unmixed_[e] += measured[e] * share;
    }
    return unmixed_;
  }

  const fcs::Sample& sample_;
  std::size_t columns_ = 0;  ///< of those read, the first ones
  std::vector<fcs::ChannelIndex> read_;
  std::optional<gating::Unmixing> unmixing_;
  fcs::StoredType type_;
  const Selection& selection_;
  std::optional<fcs::BlockReader> reader_;
  std::vector<double> unmixed_;
  std::vector<fcs::StoredColumn> selected_;
};

}  // namespace

std::uint64_t Selection::count(std::uint64_t event_count) const {
  if (!members) return event_count;
  std::uint64_t count = 0;
  for (const auto word : *members) count += static_cast<std::uint64_t>(std::popcount(word));
  return count;
}

std::unique_ptr<fcs::EventSupply> stored_events(const fcs::Sample& sample, std::vector<fcs::ChannelIndex> channels,
                                                const Selection& selection) {
  return std::make_unique<StoredEvents>(sample, std::move(channels), selection);
}

fcs::Result<std::unique_ptr<fcs::EventSupply>> scale_events(const fcs::Sample& sample,
                                                            std::vector<fcs::ChannelIndex> channels,
                                                            std::optional<gating::Unmixing> unmixing,
                                                            fcs::StoredType type, const Selection& selection) {
  const auto columns = channels.size();
  if (unmixing) {
    for (const auto& name : unmixing->detectors) {
      const auto channel = std::ranges::find(sample.channels, name, &fcs::Channel::name);
      if (channel == sample.channels.end()) {
        return fcs::Error{fcs::Code::bad_spillover,
                          {sample.file.string(), sample.spillover->keyword, {}},
                          "detectors that are channels of the file",
                          name};
      }
      channels.push_back(channel->index);
    }
  }
  return std::unique_ptr<fcs::EventSupply>{
      std::make_unique<ScaleEvents>(sample, columns, std::move(channels), std::move(unmixing), type, selection)};
}

}  // namespace cli
