#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fcs/base/channel.h"
#include "fcs/base/event_block.h"
#include "fcs/base/result.h"
#include "fcs/base/spillover.h"
#include "fcs/data.h"
#include "fcs/keywords/index_sorting.h"
#include "fcs/layout.h"
#include "fcs/text.h"
#include "fcs/tolerance.h"

namespace fcs {

struct ReadOptions {
  Tolerance tolerance = Tolerance::standard();
  TimeUnit time = TimeUnit::seconds;
  bool verify_checksum = false;  ///< reads all bytes for it
};

/// What the checksum after the last segment says.
enum class Checksum : std::uint8_t { not_verified, absent, matches, differs };

/// One data set of a file, DATA not yet read.
struct Sample {
  std::filesystem::path file;
  std::size_t dataset = 1;  ///< counts from 1
  std::string version;      ///< "FCS3.1"
  Keywords keywords;
  std::vector<Channel> channels;
  Layout layout;                 ///< how to decode, time unit included
  std::uint64_t data_first = 0;  ///< first byte of DATA, counted from the start of the file
  std::uint64_t data_size = 0;   ///< bytes of DATA that hold the events
  std::uint64_t event_count = 0;
  bool has_translated_line_ends = false;  ///< DATA is longer by a carriage return before each of its line feeds
  std::optional<double> timestep;         ///< seconds a tick
  std::optional<Spillover> spillover;
  std::vector<Well> wells;  ///< of each event, in an index-sorted sample; else empty
  Checksum checksum = Checksum::not_verified;
  std::vector<Finding> findings;
};

/// Every data set of the file, at most 1000.
/// @error of the first data set; a later one that cannot be read ends the list with a finding on the one before.
///        With Tolerance::none() any deviation, the others of its data set as further problems
[[nodiscard]] Result<std::vector<Sample>> read_samples(const std::filesystem::path& file,
                                                       const ReadOptions& options = {});

/// @param dataset counts from 1
/// @error Code::no_such_dataset, or what read_samples says
[[nodiscard]] Result<Sample> read_sample(const std::filesystem::path& file, std::size_t dataset = 1,
                                         const ReadOptions& options = {});

/// Whether events can be read from any one on: not where DATA is delimited text, or has translated line ends.
[[nodiscard]] bool can_seek(const Sample& sample);

/// What holds the values of a block's columns.
enum class Precision : std::uint8_t {
  doubles,
  singles_where_exact,  ///< EventBlock::singles for columns of which a float holds every value: half the memory to walk
};

/// Walks the events of a sample in blocks of scale values, in memory of a few blocks whatever the file's size (pread,
/// no mapping).
class BlockReader {
 public:
  static constexpr std::size_t default_block_size = 1024;  ///< events

  /// @param channels  which columns to fill, in the order of EventBlock::columns
  [[nodiscard]] static Result<BlockReader> open(const Sample& sample, std::vector<ChannelIndex> channels,
                                                std::size_t block_size = default_block_size,
                                                Precision precision = Precision::doubles);

  /// From now on next() walks only `count` events from `first` on. Only where can_seek(sample).
  void seek(std::uint64_t first, std::uint64_t count);

  /// The next block, or nothing after the last. Its columns are valid until the next call.
  [[nodiscard]] Result<std::optional<EventBlock>> next();

  /// What the blocks so far showed: integers with bits beyond $PnR.
  [[nodiscard]] std::vector<Finding> findings() const;
  /// As if this reader had walked the other's blocks too. Both are of the same sample and channels.
  void add_findings_of(const BlockReader& other);

  BlockReader(BlockReader&&) noexcept;
  BlockReader& operator=(BlockReader&&) noexcept;
  ~BlockReader();

 private:
  struct State;
  explicit BlockReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Walks the events of a sample in blocks of stored values.
class StoredReader {
 public:
  [[nodiscard]] static Result<StoredReader> open(const Sample& sample, std::vector<ChannelIndex> channels,
                                                 std::size_t block_size = BlockReader::default_block_size);

  /// The next block's columns, in the order asked for; nullptr after the last. Valid until the next call.
  [[nodiscard]] Result<const std::vector<StoredColumn>*> next();

  /// What the blocks so far showed: integers with bits beyond $PnR.
  [[nodiscard]] std::vector<Finding> findings() const;

  StoredReader(StoredReader&&) noexcept;
  StoredReader& operator=(StoredReader&&) noexcept;
  ~StoredReader();

 private:
  struct State;
  explicit StoredReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace fcs
