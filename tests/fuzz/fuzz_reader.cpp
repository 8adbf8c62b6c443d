#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "fcs/reader.h"

namespace {

/// A file in memory only.
class MemoryFile {
 public:
  MemoryFile(const std::uint8_t* data, std::size_t size) : descriptor_{::memfd_create("fuzz.fcs", MFD_CLOEXEC)} {
    if (descriptor_ < 0 || ::write(descriptor_, data, size) != static_cast<ssize_t>(size)) std::abort();
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  [[nodiscard]] std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

 private:
  int descriptor_;
};

/// Walks all events, unless a value is broken; there are as many as the sample says.
template <class Reader, class SizeOf>
void walk(const fcs::Sample& sample, SizeOf size_of) {
  std::vector<fcs::ChannelIndex> all;
  for (const auto& channel : sample.channels) all.push_back(channel.index);
  auto reader = Reader::open(sample, all);
  if (reader.has_error()) __builtin_trap();
  for (std::uint64_t events = 0;;) {
    const auto block = reader.value().next();
    if (block.has_error()) return;
    if (!block.value()) {
      if (events != sample.event_count) __builtin_trap();
      return;
    }
    events += size_of(*block.value());
  }
}

std::uint64_t length(const fcs::StoredColumn& column) {
  return std::visit([](const auto& values) { return values.size(); }, column);
}

void walk_all(const std::vector<fcs::Sample>& samples) {
  for (const auto& sample : samples) {
    for (const auto& finding : sample.findings) {
      if (fcs::message(finding).empty()) __builtin_trap();
    }
    walk<fcs::BlockReader>(sample, [](const fcs::EventBlock& block) { return block.size; });
    walk<fcs::StoredReader>(sample,
                            [](const std::vector<fcs::StoredColumn>& columns) { return length(columns.front()); });
  }
}

}  // namespace

/// Any bytes are a file that is either read to its last event, or refused with a message. Salvage reads all that is
/// read without it, strict nothing that is not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const MemoryFile file{data, size};
  const auto samples = fcs::read_samples(file.path());
  const auto salvaged =
      fcs::read_samples(file.path(), {.tolerance = fcs::Tolerance::salvage(), .verify_checksum = true});
  if (salvaged.has_value()) walk_all(salvaged.value());
  if (samples.has_error()) {
    if (fcs::message(samples.error()).empty()) __builtin_trap();
    if (fcs::read_samples(file.path(), {.tolerance = fcs::Tolerance::none()}).has_value()) __builtin_trap();
    return 0;
  }
  if (salvaged.has_error()) __builtin_trap();
  walk_all(samples.value());
  return 0;
}
