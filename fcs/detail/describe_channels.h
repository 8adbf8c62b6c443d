#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "fcs/detail/tally.h"
#include "fcs/layout.h"

namespace fcs::detail {

/// What TEXT says of one channel beyond its place in the event.
struct DescribedChannel {
  Channel channel;
  Scale scale;
  std::uint64_t mask = ~std::uint64_t{0};
};

/// Describes the channels of a data set one after another, and counts what it tolerates on the way.
class ChannelDescriber {
 public:
  ChannelDescriber(const Keywords& keywords, const LayoutOptions& options);

  /// @param bits  $PnB
  [[nodiscard]] DescribedChannel describe(ChannelIndex index, StoredType type, std::uint64_t bits);
  /// To be asked after the last channel.
  void report(Findings& findings) const;
  [[nodiscard]] std::optional<double> timestep() const { return timestep_; }

 private:
  std::string unique_name(ChannelIndex index);
  std::optional<double> range(ChannelIndex index, StoredType type, std::uint64_t bits, std::uint64_t& mask);
  Amplification amplification(const Channel& channel, StoredType type, double largest_over_range);
  double gain(const Channel& channel);
  void count(Tally& tally, ChannelIndex index, const char* suffix) const;

  const Keywords& keywords_;
  LayoutOptions options_;
  std::optional<double> timestep_;
  bool has_time_ = false;
  std::set<std::string, std::less<>> names_;
  std::map<std::string, std::size_t, std::less<>> suffixes_;  ///< of each repeated name, the last one given
  Tally missing_names_, blank_names_, duplicate_names_;
  Tally missing_ranges_, bad_ranges_, wide_ranges_;
  Tally missing_amplifications_, bad_amplifications_, undefined_amplifications_, ignored_amplifications_;
  Tally bad_gains_, ignored_gains_, time_gains_;
};

}  // namespace fcs::detail
