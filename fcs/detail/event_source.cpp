#include "fcs/detail/event_source.h"

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <utility>

namespace fcs::detail {
namespace {

/// Large enough that a system call costs little beside its bytes, small enough to stay in the cache.
constexpr std::uint64_t bytes_a_read = std::uint64_t{256} * 1024;

constexpr std::uint64_t page = 4096;

/// Where in a buffer with room for a page more the bytes from `position` of a file go: somewhat further into a page
/// than they are into theirs. Where the kernel copies to just behind the place in a page that it copies from, its loads
/// wait for its stores, and a whole file takes a third longer.
std::size_t beginning_in(std::span<const std::byte> buffer, std::uint64_t position) {
  constexpr std::uint64_t ahead = 512;
  return (position + ahead - reinterpret_cast<std::uintptr_t>(buffer.data())) % page;
}

}  // namespace

Result<EventSource> EventSource::open(const Sample& sample, std::size_t block_size) {
  assert(block_size > 0 && sample.layout.event_size > 0);
  FCS_TRY(file, InputFile::open(sample.file));
  return EventSource{std::move(file), sample, block_size};
}

EventSource::EventSource(InputFile file, const Sample& sample, std::size_t block_size)
    : file_{std::move(file)},
      layout_{sample.layout},
      data_first_{sample.data_first},
      event_count_{sample.event_count},
      block_size_{block_size},
      end_{sample.event_count} {
  if (layout_.delimited) delimited_.emplace(sample.data_first, sample.data_size);
  if (sample.has_translated_line_ends) restored_.emplace(sample.data_first);
}

void EventSource::seek(std::uint64_t first, std::uint64_t count) {
  assert(!delimited_ && !restored_);
  position_ = std::min(first, event_count_);
  end_ = position_ + std::min(count, event_count_ - position_);
  buffer_first_ = position_;
  buffer_count_ = 0;
}

std::size_t EventSource::largest_block() const { return std::min<std::uint64_t>(block_size_, event_count_); }

Result<void> EventSource::fill(std::uint64_t events) {
  buffer_first_ = position_;
  buffer_count_ = 0;
  const auto size = events * layout_.event_size;
  const auto position = data_first_ + position_ * layout_.event_size;
  if (buffer_.size() < size + page) buffer_.resize(size + page);
  bytes_ = std::span{buffer_}.subspan(beginning_in(buffer_, position), size);
  if (delimited_) {
    FCS_CHECK(delimited_->read(file_, bytes_));
  } else if (restored_) {
    FCS_CHECK(restored_->read(file_, bytes_));
  } else {
    FCS_CHECK(file_.read(position, bytes_));
  }
  buffer_count_ = events;
  return success();
}

Result<EventBytes> EventSource::next() {
  const auto count = std::min<std::uint64_t>(block_size_, end_ - position_);
  if (count == 0) return EventBytes{{}, layout_.event_size, data_first_};
  if (position_ >= buffer_first_ + buffer_count_) {
    const auto blocks = std::max<std::uint64_t>(1, bytes_a_read / layout_.event_size / block_size_);
    FCS_CHECK(fill(std::min(blocks * block_size_, end_ - position_)));
  }
  const auto first = (position_ - buffer_first_) * layout_.event_size;
  const EventBytes events{bytes_.subspan(first, count * layout_.event_size), layout_.event_size,
                          data_first_ + position_ * layout_.event_size};
  position_ += count;
  return events;
}

}  // namespace fcs::detail
