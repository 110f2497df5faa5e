#include <algorithm>
#include <cmath>
#include <cstdio>

#include "base/printable.h"
#include "command.h"
#include "documents/run_ledger.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct RunsWords {
  std::optional<std::string> ledger, show, remove, restore;
  bool clear = false, deleted = false, json = false;

  int actions() const {
    return (show ? 1 : 0) + (remove ? 1 : 0) + (restore ? 1 : 0) + (clear ? 1 : 0) + (deleted ? 1 : 0);
  }
};

void declare(Options& options, RunsWords& words) {
  options.text("--show", "ID", words.show, "all that is known about one run");
  options.text("--delete", "ID", words.remove, "takes a run out of the list");
  options.text("--restore", "ID", words.restore, "takes a deleted run back");
  options.flag("--deleted", words.deleted, "the deleted runs instead");
  options.flag("--clear", words.clear, "removes the deleted runs for good");
  declareLedger(options, words.ledger);
  declareJson(options, words.json);
}

std::string oneLine(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return printable(text);
}

std::string joined(const std::vector<std::string>& tags) {
  std::string out;
  for (const std::string& tag : tags) out.append(out.empty() ? "" : ", ").append(tag);
  return out;
}

std::string quantity(double si, Unit unit, int digits = 3) {
  return std::isnan(si) ? "–" : readableQuantity(si, unit, digits);
}

std::string energyText(const RunEntry& entry) {
  std::string out = quantity(entry.joulesPerOp, Unit::FemtojoulePerOp);
  if (std::isnan(entry.joulesPerOpLow) || std::isnan(entry.joulesPerOpHigh)) return out;
  const double scale = unitInfo(Unit::FemtojoulePerOp).scale;
  return out.append(" (")
      .append(readableNumber(entry.joulesPerOpLow / scale, 3))
      .append(" … ")
      .append(readableNumber(entry.joulesPerOpHigh / scale, 3))
      .append(1, ')');
}

// A row of the table, and of what is shown of one run.
std::vector<std::pair<const char*, std::string>> fieldsOf(const RunEntry& entry) {
  return {{"id", entry.id},
          {"time", oneLine(entry.time)},
          {"name", oneLine(entry.words.name)},
          {"state", std::string(runEndKey(entry.end))},
          {"score", readableScore(entry.testAccuracy, entry.regression)},
          {"ideal", readableScore(entry.idealTestAccuracy, entry.regression)},
          {"epochs", quantity(entry.epochs, Unit::None)},
          {"energy", energyText(entry)},
          {"light", quantity(entry.emittedW, Unit::Milliwatt)},
          {"area", quantity(entry.areaM2, Unit::SquareMillimetre)},
          {"phase error", quantity(entry.phaseErrorRad, Unit::Milliradian)},
          {"tags", oneLine(joined(entry.words.tags))}};
}

std::size_t lettersOf(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void printTable(const std::vector<RunEntry>& entries) {
  std::vector<std::vector<std::string>> rows(1);
  for (const auto& field : fieldsOf({})) rows[0].emplace_back(field.first);
  for (const RunEntry& entry : entries) {
    std::vector<std::string>& row = rows.emplace_back();
    for (auto& field : fieldsOf(entry)) row.push_back(std::move(field.second));
  }
  std::vector<std::size_t> widths(rows[0].size());
  for (const std::vector<std::string>& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], lettersOf(row[c]));
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c)
      line.append(row[c]).append(widths[c] - lettersOf(row[c]) + 2, ' ');
    line.erase(line.find_last_not_of(' ') + 1);
    std::printf("%s\n", line.c_str());
  }
}

void printEntry(const RunEntry& entry, const std::string& path) {
  auto fields = fieldsOf(entry);
  fields.insert(fields.end(), {{"note", oneLine(entry.words.note)},
                               {"title", oneLine(entry.title)},
                               {"seed", std::to_string(entry.seed)},
                               {"steps", std::to_string(entry.steps)},
                               {"first design", entry.firstHash},
                               {"last design", entry.designHash},
                               {"file", oneLine(path)}});
  for (const auto& field : fields) std::printf("%-14s%s\n", field.first, field.second.c_str());
  for (const auto& setting : entry.settings)
    std::printf("%s = %s\n", oneLine(setting.first).c_str(), oneLine(setting.second).c_str());
}

int failed(const Message& problem) {
  complain(problem);
  return kFailed;
}

int show(const RunLedger& ledger, const RunsWords& words) {
  const Result<RunEntry> entry = ledger.entry(*words.show);
  if (!entry) return failed(entry.error());
  if (words.json)
    std::fputs(runEntryJson(entry.value()).c_str(), stdout);
  else
    printEntry(entry.value(), ledger.pathOf(*words.show).value());
  return kDone;
}

int list(const RunLedger& ledger, const RunsWords& words) {
  RunLedger::Listing listing = ledger.list();
  if (words.deleted) listing.entries = ledger.deletedRuns();
  if (words.json) {
    std::fputs(runListJson(listing).c_str(), stdout);
    return kDone;
  }
  if (!listing.entries.empty()) printTable(listing.entries);
  std::fprintf(stderr, "lightloom-cli: %zu runs, %zu deleted, %.1f MiB in %s\n",
               listing.entries.size() - (words.deleted ? listing.entries.size() : 0), listing.deleted,
               static_cast<double>(listing.bytes) / (1 << 20), printable(ledger.folder()).c_str());
  if (listing.passedOver > 0)
    complain({"ledger.passed-over",
              LL_TEXT("%1 files there are passed over: they are no runs that can be read."),
              {static_cast<std::int64_t>(listing.passedOver)}});
  return kDone;
}

int run(const RunsWords& words) {
  if (words.actions() > 1) {
    complain({"cli.one-action",
              LL_TEXT("--show, --delete, --restore, --deleted and --clear do not go together. Ask for one."),
              {}});
    return kBadCommand;
  }
  RunLedger ledger = ledgerOf(words.ledger);
  if (words.show) return show(ledger, words);
  if (words.clear) {
    std::fprintf(stderr, "lightloom-cli: %zu deleted runs are removed\n", ledger.clearDeleted());
    return kDone;
  }
  if (!words.remove && !words.restore) return list(ledger, words);
  const Result<Done> done = words.remove ? ledger.remove(*words.remove) : ledger.restore(*words.restore);
  return done ? kDone : failed(done.error());
}

}  // namespace

Command runs(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
