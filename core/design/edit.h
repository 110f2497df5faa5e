#pragma once

#include <string>
#include <vector>

#include "design/design.h"
#include "rooms.h"

namespace lightloom::design {

/// One part before and after: no `before` = added at `position`, no `after` = removed, both = changed in
/// place.
struct ComponentChange {
  std::string id;
  int position = -1;  ///< index in the drawing order where it is (re)inserted; −1 = keep or append
  ComponentPtr before, after;
};

struct SettingChange {
  std::string key;
  Value before, after;  ///< unset `after` = back to the default
};

/// One change of a design, without the rest of it: small, invertible, mergeable.
struct DesignEdit {
  Message label;  ///< what the person did, for the undo list and the marks of a run ("Move lens3")
  std::vector<ComponentChange> components;
  std::vector<SettingChange> settings;
  bool renamed = false;
  std::string nameBefore, nameAfter;
  bool empty() const { return components.empty() && settings.empty() && !renamed; }
};

/// The only mutation of a design. Parts that the edit names and the design lacks are our bug (checked).
Design apply(const Design& design, const DesignEdit& edit);

/// The edit that takes this one back.
DesignEdit inverse(const DesignEdit& edit);

/// First then second as one edit: for every part and key the first `before` and the last `after`; what ends
/// where it began is dropped. Used for all edits of one gesture.
DesignEdit merged(const DesignEdit& first, const DesignEdit& second);

/// The edit that turns `from` into `to` (same counters assumed or taken over by apply).
DesignEdit difference(const Design& from, const Design& to);

// Makers of the common edits. They do not change `design`; they read what was before from it.
DesignEdit addComponent(const Design& design,
                        Component component);  ///< fills in a fresh id where it is empty
DesignEdit removeComponents(const Design& design, const std::vector<std::string>& ids);
/// A new value drops what was stated about the origin of the one before.
DesignEdit setParameter(const Design& design, const std::string& id, const std::string& key,
                        const Value& value);
DesignEdit setOverride(const Design& design, const std::string& id, const std::string& key, int channel,
                       std::optional<double> value);
DesignEdit setSetting(const Design& design, const std::string& key, const Value& value);
DesignEdit replaceComponent(const Design& design, ComponentPtr after);  ///< same id, new content

/// A new id for a kind: the kind's key and the counter kept in the design ("lens3"), never one that was used
/// before.
std::string freshId(const Design& design, std::string_view kind);

/// Applies `PATH=VALUE` of the command line: component-id.key, component-id[channel].key or
/// settings-group.key. Errors name the path, the reason and the nearest valid names: "path.syntax",
/// "path.unknown-component", "path.unknown-key", "path.channel-range", "path.not-per-channel" and those of
/// parseValue.
Result<Design> applyAssignment(const Design& design, std::string_view assignment);

/// The number that stands at such a path, SI, a channel's with its override; nothing where there is no such
/// path, or no number at it.
std::optional<double> numberAt(const Design& design, std::string_view path);

}  // namespace lightloom::design
