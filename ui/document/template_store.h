#pragma once

#include <QString>
#include <vector>

#include "base/message.h"
#include "design/design.h"

namespace lightloom {

/// A person's own templates: fragments of designs, one *.loom file each, in the user's data folder.
struct OwnTemplate {
  QString name, path;
};

/// By name.
std::vector<OwnTemplate> ownTemplates();

/// Keeps parts under a name; one of the same name is replaced. Errors: "template.name" where the name cannot
/// be a file name, those of the safe writer.
Result<Done> keepTemplate(const QString& name, const std::vector<ComponentPtr>& parts);

/// Errors: those of reading a design.
Result<std::vector<ComponentPtr>> readTemplate(const QString& path);

bool removeTemplate(const QString& path);

}  // namespace lightloom
