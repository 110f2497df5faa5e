#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "command.h"
#include "export/validation_text.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct ValidateWords {
  std::optional<std::string> group;
  std::vector<std::string> dataDirs;
  bool json = false, longRows = false;
};

void declare(Options& options, ValidateWords& words) {
  options.text("--group", "G", words.group, "the rows of one group only");
  options.flag("--long", words.longRows, "trains as well (minutes)");
  declareData(options, words.dataDirs);
  declareJson(options, words.json);
}

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::Pass:
      return "pass";
    case Verdict::Fail:
      return "FAIL";
    case Verdict::NotRun:
      return "not run";
    case Verdict::DoesNotApply:
      return "n/a";
    case Verdict::Illustration:
      return "illustration";
  }
  return "";
}

std::string expectedText(const ValidationRow& row) {
  const std::string expected = readableQuantity(row.expected, row.unit, 6);
  if (row.kind == RowKind::Illustration) return expected;
  if (row.bound == Bound::AtMost) return "≤ " + expected;
  if (row.bound == Bound::AtLeast) return "≥ " + expected;
  std::string out = expected + " ± " + readableQuantity(row.tolerance, row.unit, 3);
  if (row.standardErrors > 0) out += " (" + readableNumber(row.standardErrors, 2) + " standard errors)";
  return out;
}

void print(const ValidationResult& result) {
  const ValidationRow& row = *result.row;
  std::printf("  %-12s %-28s %s", word(result.verdict), std::string(row.id).c_str(),
              std::string(row.title).c_str());
  if (result.value)
    std::printf(": %s, %s %s", readableQuantity(*result.value, row.unit, 6).c_str(),
                row.kind == RowKind::Illustration ? "beside" : "expected", expectedText(row).c_str());
  std::printf("\n");
  const auto beneath = [](std::string_view text) {
    if (!text.empty()) std::printf("               %s\n", std::string(text).c_str());
  };
  if (result.reason) beneath(english(*result.reason));
  if (result.verdict != Verdict::Pass) beneath(row.note);
  if (result.verdict == Verdict::Fail) beneath(row.toleranceFrom);
  beneath(row.failsWhen);
}

void print(const std::vector<ValidationResult>& results) {
  for (const ValidationGroup& group : validationGroups()) {
    bool first = true;
    for (const ValidationResult& result : results) {
      if (result.row->group != group.id) continue;
      if (first)
        std::printf("%s — %s\n", std::string(group.title).c_str(), std::string(group.source).c_str());
      first = false;
      print(result);
    }
  }
  const ValidationCounts counts = countsOf(results);
  std::printf("%d pass, %d fail, %d not run, %d do not apply, %d illustrations\n", counts.pass, counts.fail,
              counts.notRun, counts.doesNotApply, counts.illustration);
}

// Published, chosen to give it, given by that part of the bench and by all of it.
void print(const std::vector<PublicationResult>& publications) {
  for (const PublicationResult& result : publications) {
    std::printf("%s beside %s\n", std::string(result.publication->title).c_str(),
                std::string(result.publication->example).c_str());
    if (result.reason) std::printf("  %s\n", english(*result.reason).c_str());
    for (const NumberBeside& row : result.numbers) {
      const auto shown = [&](const std::optional<double>& value) {
        return value ? readableQuantity(*value, row.number->unit, 4) : std::string("–");
      };
      std::printf("  %s: published %s", std::string(row.number->title).c_str(),
                  row.number->published ? shown(row.number->published).c_str() : "without a number");
      if (!row.number->partTitle.empty())
        std::printf("; %s %s", std::string(row.number->partTitle).c_str(), shown(row.part).c_str());
      if (!row.number->wholeTitle.empty())
        std::printf("; %s %s", std::string(row.number->wholeTitle).c_str(), shown(row.whole).c_str());
      std::printf("\n");
      for (const ChosenValue& chosen : row.chosen)
        std::printf("      chosen: %s = %s\n", chosen.path.c_str(), chosen.value.c_str());
    }
  }
}

Message unknownGroup(const std::string& group) {
  std::string known;
  for (const ValidationGroup& candidate : validationGroups())
    known += (known.empty() ? "" : ", ") + std::string(candidate.id);
  return {"cli.unknown-group", LL_TEXT("There is no group “%1”. Groups: %2."), {group, known}};
}

bool isGroup(const std::string& id) {
  for (const ValidationGroup& group : validationGroups())
    if (group.id == id) return true;
  return false;
}

int run(const ValidateWords& words) {
  ValidationOptions options;
  options.longRows = words.longRows;
  options.group = words.group.value_or("");
  if (!options.group.empty() && !isGroup(options.group)) {
    complain(unknownGroup(options.group));
    return kBadCommand;
  }
  // A row may train for minutes, and asks nobody but its token.
  std::stop_source stop;
  const std::jthread watcher([&stop](const std::stop_token& over) {
    while (!over.stop_requested() && !interrupted())
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    if (interrupted()) stop.request_stop();
  });
  options.stop = stop.get_token();
  options.onResult = [done = std::size_t{0}](const ValidationResult&, std::size_t all) mutable {
    ++done;
    if (isatty(STDERR_FILENO) != 0)
      std::fprintf(stderr, "\rrow %zu of %zu%s", done, all, done < all ? "" : "\n");
  };
  const std::vector<ValidationResult> results =
      lightloom::validation::validate(validationInputs(words.dataDirs), options);
  const std::vector<PublicationResult> publications =
      lightloom::validation::publicationResults(validationInputs(words.dataDirs), options);
  if (words.json) {
    std::fputs(validationJson(results, publications).c_str(), stdout);
  } else {
    print(results);
    print(publications);
  }
  if (interrupted()) return kInterrupted;
  return countsOf(results).fail > 0 ? kFailed : kDone;
}

}  // namespace

Command validate(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
