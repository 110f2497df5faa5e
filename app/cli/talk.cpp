#include "documents/talk.h"

#include <cstdio>
#include <filesystem>

#include "base/json_writer.h"
#include "base/printable.h"
#include "command.h"
#include "verbs.h"

namespace lightloom::cli {
namespace {

struct TalkWords {
  std::optional<std::string> action, file;
  bool json = false;
};

void declare(Options& options, TalkWords& words) {
  options.word("ACTION", words.action, "check: read the talk, its designs and what is changed on them");
  options.word("FILE", words.file, "a talk (*.loomtalk)");
  declareJson(options, words.json);
}

void printJson(const Talk& talk, const std::vector<Message>& problems) {
  JsonWriter json;
  json.beginObject();
  json.field("title", talk.title);
  json.field("scenes", static_cast<std::int64_t>(talk.scenes.size()));
  json.field("minutes", talkMinutes(talk));
  json.key("problems");
  json.beginArray();
  for (const Message& problem : problems) {
    json.beginObject(JsonLayout::Inline);
    json.field("id", problem.id);
    json.field("message", english(problem));
    json.endObject();
  }
  json.endArray();
  json.endObject();
  std::fputs(json.take().c_str(), stdout);
}

void printLines(const std::string& file, const Talk& talk, const std::vector<Message>& problems) {
  for (const Message& problem : problems)
    std::printf("%s: %s [%s]\n", printable(file).c_str(), printable(english(problem)).c_str(),
                problem.id.c_str());
  std::printf("%s: “%s”, %zu scenes, %s min%s\n", printable(file).c_str(), printable(talk.title).c_str(),
              talk.scenes.size(), readableNumber(talkMinutes(talk), 3).c_str(),
              problems.empty() ? ", no objections" : "");
}

int run(const TalkWords& words) {
  if (words.action.value_or("check") != "check") {
    complain({"cli.unknown-action", LL_TEXT("talk does “check” only, not “%1”."), {*words.action}});
    return kBadCommand;
  }
  if (!words.file) return missingFile(LL_TEXT("Name a talk: talk check FILE."));
  std::optional<MayBeLeft> reading(std::in_place);
  const Result<Talk> talk = readTalkFile(*words.file);
  if (!talk) {
    complain(talk.error());
    return kFailed;
  }
  const std::vector<Message> problems =
      talkProblems(talk.value(), std::filesystem::path(*words.file).parent_path().string());
  reading.reset();
  if (words.json)
    printJson(talk.value(), problems);
  else
    printLines(*words.file, talk.value(), problems);
  return problems.empty() ? kDone : kFailed;
}

}  // namespace

Command talk(Options& options) {
  return commandOf(options, declare, run);
}

}  // namespace lightloom::cli
