#include "panels/match.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "panels/detail/characters.h"
#include "panels/detail/fluorochromes.h"
#include "panels/detail/markers.h"
#include "panels/detail/measure.h"
#include "panels/detail/spelling.h"

namespace panels {
namespace {

using namespace detail;
using fcs::Code;
using fcs::Error;

bool is_blank(std::string_view text) { return upper_alphanumerics(to_ascii(text)).empty(); }

/// A channel, read once.
struct Reading {
  const fcs::Channel* channel = nullptr;
  Label label;
  std::string_view detector;  ///< $PnN without its measure
  Measure measure = Measure::none;
};
using Candidates = std::vector<const Reading*>;

/// $PnS says what is stained; $PnN does where $PnS names no marker.
Label label_of(const fcs::Channel& channel) {
  auto label = parse_label(channel.label);
  if (!label.marker.empty()) return label;
  auto name = parse_label(channel.name);
  if (is_numbered_detector(name.marker)) name.marker.clear();
  if (!label.fluorochrome.empty()) name.fluorochrome = std::move(label.fluorochrome);
  return name;
}

Reading read(const fcs::Channel& channel) {
  const auto [detector, measure] = split_measure(channel.name);
  return {&channel, label_of(channel), detector,
          measure != Measure::none ? measure : split_measure(channel.label).measure};
}

/// A name of the strategy: its stain in the panel, and all that files may call it.
struct Wanted {
  std::string name;
  const Stain* stain = nullptr;
  Measure measure = Measure::none;
  std::vector<Spelling> spellings;
};

bool means(const std::string& name, const Spelling& spelling, const Stain& stain) {
  if (stain.marker == name || std::ranges::find(stain.aliases, name) != stain.aliases.end()) return true;
  if (spelling.marker.empty()) return false;
  const auto spellings = spellings_of(stain);
  return std::ranges::find(spellings, spelling) != spellings.end() ||
         std::ranges::find(spellings, Spelling{spelling.marker, Measure::none}) != spellings.end();
}

const Stain* find_stain(const std::string& name, const Spelling& spelling, const Panel* panel) {
  if (panel == nullptr) return nullptr;
  const auto exact = std::ranges::find(panel->stains, name, &Stain::marker);
  if (exact != panel->stains.end()) return &*exact;
  const auto found =
      std::ranges::find_if(panel->stains, [&](const Stain& stain) { return means(name, spelling, stain); });
  return found != panel->stains.end() ? &*found : nullptr;
}

Wanted wanted_of(const std::string& name, const Panel* panel) {
  const auto spelling = spelling_of(name);
  Wanted wanted{name, find_stain(name, spelling, panel), spelling.measure, {}};
  if (wanted.stain != nullptr) wanted.spellings = spellings_of(*wanted.stain);
  if (wanted.stain == nullptr && !spelling.marker.empty()) wanted.spellings.push_back(spelling);
  return wanted;
}

/// Also "Viability 7-AAD" names 7-AAD.
bool names(const Label& label, std::string_view marker) {
  return label.marker == marker || (label.marker == viability && upper_alphanumerics(label.fluorochrome) == marker);
}

bool names_any(const Label& label, const std::vector<Spelling>& spellings) {
  return std::ranges::any_of(spellings, [&](const Spelling& spelling) { return names(label, spelling.marker); });
}

/// A pulse's width is no signal of a stain: it must be asked for.
bool has_measure(const Reading& reading, Measure asked) {
  return asked == Measure::none ? reading.measure != Measure::width : reading.measure == asked;
}

bool fits(const Reading& reading, const Wanted& wanted) {
  return std::ranges::any_of(wanted.spellings, [&](const Spelling& spelling) {
    const auto asked = wanted.measure != Measure::none ? wanted.measure : spelling.measure;
    return names(reading.label, spelling.marker) && has_measure(reading, asked);
  });
}

/// A fluorochrome outside the dictionary is read as a marker.
std::string fluorochrome_of(const Label& label) {
  return label.fluorochrome.empty() ? label.marker : label.fluorochrome;
}

bool has_fluorochrome(const Reading& reading, const std::string& fluorochrome, Measure asked) {
  if (!has_measure(reading, asked)) return false;
  if (reading.label.marker.empty()) return reading.label.fluorochrome == fluorochrome;
  return is_blank(reading.channel->label) && reading.label == Label{fluorochrome, {}};
}

int rank(Measure measure) {
  switch (measure) {
    case Measure::area:
      return 0;
    case Measure::none:
      return 1;
    case Measure::height:
      return 2;
    case Measure::width:
      break;
  }
  return 3;
}

/// Of the measures of one detector the area, or what comes nearest to it.
Candidates one_a_detector(const Candidates& candidates) {
  Candidates out;
  std::ranges::copy_if(candidates, std::back_inserter(out), [&](const Reading* one) {
    return std::ranges::none_of(candidates, [&](const Reading* other) {
      return other->detector == one->detector && rank(other->measure) < rank(one->measure);
    });
  });
  return out;
}

template <class Readings>
std::string listed(const Readings& readings) {
  std::vector<std::string> out;
  for (const Reading* reading : readings) {
    const auto& channel = *reading->channel;
    const bool says_more = !is_blank(channel.label) && channel.label != channel.name;
    out.push_back(says_more ? fmt::format("{} ({})", channel.name, channel.label) : channel.name);
  }
  return fmt::format("{}", fmt::join(out, ", "));
}

std::string described(const Wanted& wanted) {
  if (wanted.stain == nullptr) return wanted.name;
  std::vector<std::string> texts{wanted.name};
  if (wanted.stain->marker != wanted.name) texts.push_back(wanted.stain->marker);
  std::ranges::copy_if(wanted.stain->aliases, std::back_inserter(texts),
                       [&](const std::string& alias) { return alias != wanted.name; });
  auto text = fmt::format("{}", fmt::join(texts, ", "));
  if (!wanted.stain->fluorochrome.empty()) {
    text += fmt::format("; or {} on a channel without $PnS", wanted.stain->fluorochrome);
  }
  return text;
}

/// How closely a choice names the cytometer; none where it names another.
std::optional<int> closeness(const ChannelChoice& choice, const Instrument& instrument) {
  if (choice.instrument.empty()) return 0;
  const auto is_called = [&choice](const std::string& text) {
    return !text.empty() && equal_but_for_case(choice.instrument, text);
  };
  if (is_called(instrument.model)) return 1;
  if (is_called(instrument.serial_number)) return 2;
  return is_called(name(instrument)) ? std::optional{3} : std::nullopt;
}

/// The channels of a sample against the stains of a panel.
class Matcher {
 public:
  Matcher(std::span<const fcs::Channel> channels, const Panel* panel, const Instrument& instrument) : panel_{panel} {
    for (const auto& channel : channels) readings_.push_back(read(channel));
    if (panel != nullptr) keep_choices(panel->choices, instrument);
  }

  [[nodiscard]] fcs::Result<ChannelMatch> find(const std::string& name) const {
    const auto wanted = wanted_of(name, panel_);
    if (const auto* choice = choice_for(wanted)) return chosen(*choice, wanted);
    const auto exact = called(wanted);
    if (!exact.empty()) return only_one(exact, MatchedBy::channel_name, wanted);

    auto by_marker = one_a_detector(where_free(wanted, [&](const Reading& reading) { return fits(reading, wanted); }));
    if (by_marker.size() > 1) by_marker = preferred(by_marker, wanted);
    if (!by_marker.empty()) return only_one(by_marker, MatchedBy::marker, wanted);

    const auto by_alias = where_free(wanted, [&](const Reading& reading) {
      return is_alias(reading.channel->name, wanted) && !names_another_marker(reading, wanted);
    });
    if (!by_alias.empty()) return only_one(by_alias, MatchedBy::channel_name, wanted);

    const auto by_fluorochrome = one_a_detector(stained_with_fluorochrome(wanted));
    if (!by_fluorochrome.empty()) return only_one(by_fluorochrome, MatchedBy::fluorochrome, wanted);
    return Error{Code::no_such_channel, {{}, "channel " + name, {}}, described(wanted), listed(where([](const auto&) {
                   return true;
                 }))};
  }

 private:
  struct Choice {
    std::string marker;
    const Stain* stain = nullptr;
    std::string channel;
    int closeness = 0;
  };

  /// Of several for one marker that which names the cytometer most closely, and of those the last.
  void keep_choices(const std::vector<ChannelChoice>& choices, const Instrument& instrument) {
    for (const auto& [called, marker, channel] : choices) {
      const auto close = closeness({called, marker, channel}, instrument);
      if (!close) continue;
      Choice choice{marker, find_stain(marker, spelling_of(marker), panel_), channel, *close};
      const auto same = std::ranges::find_if(choices_, [&choice](const Choice& other) {
        return other.marker == choice.marker || (other.stain != nullptr && other.stain == choice.stain);
      });
      if (same == choices_.end()) {
        choices_.push_back(std::move(choice));
      } else if (same->closeness <= choice.closeness) {
        *same = std::move(choice);
      }
    }
  }

  /// Another measure of the stain ("CD38-H") needs a choice of its own.
  [[nodiscard]] static bool is_for(const Choice& choice, const Wanted& wanted) {
    return choice.marker == wanted.name ||
           (choice.stain != nullptr && choice.stain == wanted.stain && wanted.measure == Measure::none);
  }

  [[nodiscard]] const Choice* choice_for(const Wanted& wanted) const {
    const auto found = std::ranges::find_if(choices_, [&](const Choice& choice) { return is_for(choice, wanted); });
    return found == choices_.end() ? nullptr : &*found;
  }

  [[nodiscard]] fcs::Result<ChannelMatch> chosen(const Choice& choice, const Wanted& wanted) const {
    const auto called_so = where([&](const Reading& reading) { return reading.channel->name == choice.channel; });
    if (!called_so.empty()) return only_one(called_so, MatchedBy::choice, wanted);
    return Error{Code::no_such_channel,
                 {{}, "channel " + wanted.name, {}},
                 fmt::format("{}, which was chosen for {}", choice.channel, choice.marker),
                 listed(where([](const auto&) { return true; }))};
  }

  /// A channel that somebody chose for another marker. Its $PnN names it all the same.
  [[nodiscard]] bool is_taken(const Reading& reading, const Wanted& wanted) const {
    if (wanted.stain == nullptr && reading.channel->name == wanted.name) return false;
    return std::ranges::any_of(choices_, [&](const Choice& choice) {
      return choice.channel == reading.channel->name && !is_for(choice, wanted);
    });
  }

  template <class Condition>
  [[nodiscard]] Candidates where_free(const Wanted& wanted, Condition condition) const {
    return where([&](const Reading& reading) { return !is_taken(reading, wanted) && condition(reading); });
  }

  template <class Condition>
  [[nodiscard]] Candidates where(Condition condition) const {
    Candidates out;
    for (const auto& reading : readings_) {
      if (condition(reading)) out.push_back(&reading);
    }
    return out;
  }

  /// By $PnN, unless the panel makes the name a stain's and $PnS names another stain.
  [[nodiscard]] Candidates called(const Wanted& wanted) const {
    auto exact = where_free(wanted, [&](const Reading& reading) {
      return reading.channel->name == wanted.name && !names_another_stain(reading, wanted);
    });
    if (!exact.empty() || !equal_but_for_case(wanted.name, "Time")) return exact;
    return where([](const Reading& reading) { return reading.channel->is_time; });
  }

  [[nodiscard]] Candidates stained_with_fluorochrome(const Wanted& wanted) const {
    if (wanted.stain == nullptr || wanted.stain->fluorochrome.empty()) return {};
    const auto fluorochrome = fluorochrome_of(parse_label(wanted.stain->fluorochrome));
    const bool is_shared = std::ranges::any_of(panel_->stains, [&](const Stain& other) {
      return &other != wanted.stain && fluorochrome_of(parse_label(other.fluorochrome)) == fluorochrome;
    });
    if (is_shared) return {};  // which of the stains the channel holds cannot be told
    return where_free(wanted,
                      [&](const Reading& reading) { return has_fluorochrome(reading, fluorochrome, wanted.measure); });
  }

  [[nodiscard]] bool names_another_stain(const Reading& reading, const Wanted& wanted) const {
    if (wanted.stain == nullptr || names_any(reading.label, wanted.spellings)) return false;
    return std::ranges::any_of(panel_->stains, [&](const Stain& other) {
      return &other != wanted.stain && names_any(reading.label, spellings_of(other));
    });
  }

  [[nodiscard]] static bool names_another_marker(const Reading& reading, const Wanted& wanted) {
    const auto label = parse_label(reading.channel->label);
    return !label.marker.empty() && !names_any(label, wanted.spellings);
  }

  [[nodiscard]] static bool is_alias(const std::string& name, const Wanted& wanted) {
    return wanted.stain != nullptr && std::ranges::find(wanted.stain->aliases, name) != wanted.stain->aliases.end();
  }

  /// Those of several that an alias calls by $PnN; all where there is none.
  [[nodiscard]] static Candidates preferred(const Candidates& candidates, const Wanted& wanted) {
    Candidates out;
    std::ranges::copy_if(candidates, std::back_inserter(out),
                         [&](const Reading* reading) { return is_alias(reading->channel->name, wanted); });
    return out.empty() ? candidates : out;
  }

  [[nodiscard]] static fcs::Result<ChannelMatch> only_one(const Candidates& candidates, MatchedBy how,
                                                          const Wanted& wanted) {
    if (candidates.size() == 1) return ChannelMatch{candidates.front()->channel->index, how};
    return Error{Code::ambiguous_channel,
                 {{}, "channel " + wanted.name, {}},
                 "one channel for " + described(wanted),
                 listed(candidates)};
  }

  std::vector<Reading> readings_;
  const Panel* panel_;
  std::vector<Choice> choices_;  ///< for this cytometer, one a marker
};

}  // namespace

std::string name(const Instrument& instrument) {
  const bool has_both = !instrument.model.empty() && !instrument.serial_number.empty();
  return instrument.model + (has_both ? " " : "") + instrument.serial_number;
}

std::string_view name(MatchedBy how) {
  switch (how) {
    case MatchedBy::choice:
      return "choice";
    case MatchedBy::channel_name:
      return "name";
    case MatchedBy::marker:
      return "marker";
    case MatchedBy::fluorochrome:
      break;
  }
  return "fluorochrome";
}

fcs::Result<ChannelMatch> match_channel(const std::string& name, std::span<const fcs::Channel> channels,
                                        const Panel* panel, const Instrument& instrument) {
  return Matcher{channels, panel, instrument}.find(name);
}

gating::ChannelMapping map_channels(const std::vector<std::string>& names, std::span<const fcs::Channel> channels,
                                    const Panel* panel, const Instrument& instrument) {
  const Matcher matcher{channels, panel, instrument};
  gating::ChannelMapping mapping;
  for (const auto& name : names) {
    if (auto match = matcher.find(name)) {
      mapping.channels.emplace(name, match.value().channel);
    } else {
      mapping.missing.emplace(name, std::move(match).error());
    }
  }
  return mapping;
}

}  // namespace panels
