#pragma once

#include <QByteArray>

#include "export/manual/manual.h"
#include "files/safe_writer.h"
#include "rooms.h"

namespace lightloom::ui {

/// The manual as a PDF on A4: contents with page numbers, then its pages, each chapter on a new one. The
/// same manual gives the same bytes.
QByteArray manualPdf(const Manual& manual);

/// Writes the manual: a PDF where the name ends in .pdf, else a page for browsers. Errors: those of
/// `saveFile`.
Result<SavedFile> saveManual(const Manual& manual, const QString& path);

/// Rules for the window's reader of rich text, in its own subset of CSS; colours as `#rrggbb`.
QString manualSheet(const QString& faint, const QString& rule, const QString& code);

}  // namespace lightloom::ui
