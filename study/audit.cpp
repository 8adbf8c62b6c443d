#include "study/audit.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <ranges>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <pwd.h>
#include <sys/file.h>
#include <unistd.h>

#include "fcs/base/input_file.h"
#include "study/sha256.h"
#include "study/table.h"

namespace study {
namespace {

namespace fs = std::filesystem;
using fcs::Code;
using fcs::Error;
using fcs::Result;
using Json = nlohmann::ordered_json;

constexpr std::string_view hash_key = ",\"hash\":\"";
constexpr std::string_view line_end = "\"}";
constexpr std::size_t hash_digits = 64;
constexpr std::size_t sealed_size = hash_key.size() + hash_digits + line_end.size();

std::string first_previous() { return std::string(hash_digits, '0'); }

Json json_of(const std::optional<std::string>& value) { return value ? Json(*value) : Json(nullptr); }

/// The line without its line end. Text that is not UTF-8 cannot stand in JSON: its bytes are replaced.
std::string line_of(AuditEntry& entry) {
  Json line;
  line["number"] = entry.number;
  line["time"] = entry.time;
  line["login"] = entry.who.login;
  line["name"] = entry.who.name;
  line["action"] = entry.action;
  line["object"] = entry.object;
  line["old"] = json_of(entry.old_value);
  line["new"] = json_of(entry.new_value);
  line["reason"] = entry.reason;
  line["previous"] = entry.previous;
  auto text = line.dump(-1, ' ', false, Json::error_handler_t::replace);
  text.pop_back();
  entry.hash = sha256(text);
  return fmt::format("{}{}{}{}", text, hash_key, entry.hash, line_end);
}

std::optional<AuditEntry> parse_entry(std::string_view text) {
  const auto line = Json::parse(text, nullptr, false);
  if (!line.is_object()) return std::nullopt;
  bool is_whole = line.contains("number") && line["number"].is_number_unsigned();
  const auto word = [&](const char* key) {
    if (line.contains(key) && line[key].is_string()) return line[key].get<std::string>();
    is_whole = false;
    return std::string{};
  };
  const auto value = [&](const char* key) -> std::optional<std::string> {
    if (line.contains(key) && line[key].is_null()) return std::nullopt;
    return word(key);
  };
  AuditEntry entry;
  if (is_whole) entry.number = line["number"].get<std::uint64_t>();
  entry.time = word("time");
  entry.who = {word("login"), word("name")};
  entry.action = word("action");
  entry.object = word("object");
  entry.old_value = value("old");
  entry.new_value = value("new");
  entry.reason = word("reason");
  entry.previous = word("previous");
  entry.hash = word("hash");
  if (!is_whole) return std::nullopt;
  return entry;
}

/// @param text  what the file holds
Result<Journal> parse_journal(std::string_view text, const std::string& file) {
  Journal journal;
  std::uint32_t number = 0;
  auto previous = first_previous();
  while (!text.empty()) {
    ++number;
    const auto broken = [&](std::string expected, std::string found) {
      return Error{Code::broken_journal,
                   {file, fmt::format("entry {}", number), fcs::LineColumn{number, 0}},
                   std::move(expected),
                   std::move(found)};
    };
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return broken("a whole line", "a line that was cut");
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    auto entry = parse_entry(line);
    if (!entry) return broken("an entry of the journal", "something else");
    const auto written = line.size() < sealed_size ? std::string{} : sha256(line.substr(0, line.size() - sealed_size));
    if (!line.ends_with(fmt::format("{}{}{}", hash_key, written, line_end))) {
      return broken(fmt::format("an entry whose hash is {}", entry->hash), "a line that was changed");
    }
    if (entry->number != number || entry->previous != previous) {
      return broken(fmt::format("entry {} after the entry with the hash {}", number, previous),
                    fmt::format("entry {} after {}", entry->number, entry->previous));
    }
    previous = entry->hash;
    journal.entries.push_back(std::move(*entry));
  }
  return journal;
}

/// The file, open for appending and locked against others until this goes.
class LockedFile {
 public:
  explicit LockedFile(const fs::path& file)
      : descriptor_{::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666)} {
    if (descriptor_ >= 0 && ::flock(descriptor_, LOCK_EX) != 0) close();
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;
  ~LockedFile() { close(); }

  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

  /// @return whether all of it is on the disk
  [[nodiscard]] bool append(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(descriptor_) == 0;
  }

 private:
  void close() {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = -1;
  }
  int descriptor_;
};

Error cannot_write(const fs::path& file) {
  return {Code::cannot_write,
          {file.string(), "", {}},
          "a journal that can be appended to",
          std::error_code{errno, std::generic_category()}.message()};
}

}  // namespace

bool is_reason(std::string_view text) { return !trimmed_cell(text).empty(); }

Author author(std::string_view entered) {
  Author out;
  const auto id = ::geteuid();
  passwd record{};
  passwd* found = nullptr;
  std::array<char, 4096> buffer{};
  const bool is_known = ::getpwuid_r(id, &record, buffer.data(), buffer.size(), &found) == 0 && found != nullptr;
  out.login = is_known ? std::string{record.pw_name} : fmt::format("uid {}", id);
  const auto* of_environment = std::getenv("CYTOGATE_USER");
  out.name = entered.empty() && of_environment != nullptr ? of_environment : std::string{entered};
  return out;
}

const AuditEntry* Journal::newest(std::string_view object) const {
  const auto found =
      std::find_if(entries.rbegin(), entries.rend(), [&](const AuditEntry& entry) { return entry.object == object; });
  return found == entries.rend() ? nullptr : &*found;
}

fs::path journal_file(const fs::path& study_folder) { return study_folder / "audit.jsonl"; }

Result<Journal> read_journal(const fs::path& study_folder) {
  const auto file = journal_file(study_folder);
  std::error_code not_there;
  if (!fs::exists(file, not_there)) return Journal{};
  FCS_TRY(text, fcs::read_whole(file));
  return parse_journal(text, file.string());
}

Result<AuditEntry> append_to_journal(const fs::path& study_folder, const Change& change, const Author& who,
                                     std::chrono::system_clock::time_point time) {
  const auto path = journal_file(study_folder);
  const LockedFile file{path};
  if (!file.is_open()) return cannot_write(path);
  FCS_TRY(journal, read_journal(study_folder));
  AuditEntry entry;
  entry.number = journal.entries.size() + 1;
  entry.time = fmt::format("{:%FT%T}+00:00", fmt::gmtime(std::chrono::system_clock::to_time_t(time)));
  entry.who = who;
  entry.action = change.action;
  entry.object = change.object;
  entry.old_value = change.old_value;
  entry.new_value = change.new_value;
  entry.reason = change.reason;
  entry.previous = journal.entries.empty() ? first_previous() : journal.entries.back().hash;
  if (!file.append(line_of(entry) + "\n")) return cannot_write(path);
  return entry;
}

}  // namespace study
