#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "design/edit.h"
#include "rooms.h"

namespace lightloom::design {

/// Something of a design that it may lack, before and after: no value = the file does not have it.
template <typename T>
struct KeyedChange {
  std::string key;
  std::optional<T> before, after;
  bool operator==(const KeyedChange&) const = default;
};

/// Everything that one design has otherwise than another. A `DesignEdit` leaves out what nobody edits by hand
/// (order, counters, fields of newer programs, a default that is written out), all of which is part of the
/// file and of its hash.
struct DesignDiff {
  std::vector<ComponentChange> components;          ///< removed ones from the top down, added ones upwards
  std::vector<KeyedChange<Value>> settings;         ///< "network.hidden"; a value may be unset
  std::vector<KeyedChange<std::int64_t>> counters;  ///< of ids, by kind
  std::vector<KeyedChange<std::string>> fields;     ///< the author and what newer programs know, as JSON text
  std::optional<KeyedChange<std::string>> title;
  std::vector<std::string> order;  ///< ids of all parts, where the drawing order differs beyond the parts
                                   ///< that were added or removed; else empty

  bool empty() const {
    return components.empty() && settings.empty() && counters.empty() && fields.empty() && !title &&
           order.empty();
  }
};

/// What turns `from` into `to`, to the last field.
DesignDiff diffOf(const Design& from, const Design& to);

/// One changed thing, for a list that people read.
struct ChangeLine {
  std::string component;  ///< id of the part; empty: the design as a whole
  std::string name;       ///< of the part, for people; empty where it has none
  std::string key;        ///< "fine_tilt", "[7].detuning", "training.batch"; empty: the part as a whole
  Message change;         ///< "0 → 97 µrad", "moved (0, 0) → (1.5, 0) mm", "added"
};

/// One line for each thing that differs, parts in the order of the drawing, each with its parameters in the
/// order of its form, then settings and the rest. A part that was moved in both axes is one line; values
/// have the units of the forms; channels are one line each, many of one key are counted in one.
std::vector<ChangeLine> linesOf(const DesignDiff& diff);

/// "beam_splitter4.fine_tilt 0 → 97 µrad (Combiner)" in English.
std::string english(const ChangeLine& line);

/// Where the design is otherwise than the difference begins, each named: "diff.no-part", "diff.part-exists",
/// "diff.other-part", "diff.other-value", "diff.other-parts" (an order of other parts). Counters fit always.
std::vector<Message> misfits(const DesignDiff& diff, const Design& design);

/// The design with the difference made. It must fit (checked). On the design that the difference begins at
/// the result is the one that it leads to; a counter that stands higher elsewhere stays.
Design applied(const DesignDiff& diff, const Design& design);

}  // namespace lightloom::design
