#pragma once

#include <QString>
#include <vector>

#include "base/message.h"
#include "design/design.h"
#include "rooms.h"

namespace lightloom::ui {

/// A person's own templates: fragments of designs, one *.loom file each, in the user's data folder.
struct OwnTemplate {
  QString name, path;
};

/// The templates that the person has kept, sorted by name.
std::vector<OwnTemplate> ownTemplates();

/// Keeps parts under a name and returns it; where there is one of that name, the new one gets a number, as in
/// "Arm 2". Errors: "template.name" where the name cannot be a file name, those of the safe writer.
Result<QString> keepTemplate(const QString& name, const std::vector<ComponentPtr>& parts);

/// Reads the parts of a template. Errors: those of reading a design.
Result<std::vector<ComponentPtr>> readTemplate(const QString& path);

/// Into the desktop's trash where there is one; false where it stays.
bool removeTemplate(const QString& path);

}  // namespace lightloom::ui
