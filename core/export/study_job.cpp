#include "export/study_job.h"

#include <algorithm>

namespace lightloom::exports {
namespace {

// A word of the shell, whatever is in it.
std::string quoted(const std::string& word) {
  std::string out = "'";
  for (const char c : word) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + "'";
}

bool isPlain(const std::string& word) {
  constexpr std::string_view kOthers = "_.:/+-,@%";
  return std::all_of(word.begin(), word.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           kOthers.find(c) != std::string_view::npos;
  });
}

// An end of line would end a directive of Slurm, and the rest would be run.
bool cannotStand(char c, JobRunner runner) {
  const auto code = static_cast<unsigned char>(c);
  return code < 0x20 || code == 0x7f || (runner == JobRunner::Parallel && (c == '{' || c == '}'));
}

// The name of a file as Slurm reads it, to which a % is the beginning of a pattern.
std::string withoutPatterns(const std::string& path) {
  std::string out;
  for (const char c : path) out += c == '%' ? std::string("%%") : std::string(1, c);
  return out;
}

// What one task runs, but for its number.
std::string command(const StudyJob& job) {
  std::string out = quoted(job.program) + " study --study " + quoted(job.folder + "/study.json");
  for (const std::string& dir : job.dataDirs) out.append(" --data ").append(quoted(dir));
  return out + " --resume";
}

}  // namespace

std::string shellWord(const std::string& word) {
  return !word.empty() && isPlain(word) ? word : quoted(word);
}

std::optional<Message> jobProblem(const StudyJob& job, JobRunner runner) {
  std::vector<std::string> paths{job.program, job.folder};
  paths.insert(paths.end(), job.needed.begin(), job.needed.end());
  paths.insert(paths.end(), job.dataDirs.begin(), job.dataDirs.end());
  for (const std::string& path : paths)
    if (std::any_of(path.begin(), path.end(), [&](char c) { return cannotStand(c, runner); }))
      return Message{"job.bad-path",
                     LL_TEXT("The path “%1” cannot stand in a job: it has a control character, or a brace, "
                             "which GNU parallel would replace. Rename it."),
                     {path}};
  std::vector<std::string> words{job.partition, job.time, job.memory, job.hosts};
  words.insert(words.end(), job.modules.begin(), job.modules.end());
  for (const std::string& word : words)
    if (!isPlain(word))
      return Message{"job.bad-word",
                     LL_TEXT("“%1” cannot stand in a job: it may have letters, digits and _ . : / + - , @ %. "
                             "Correct it."),
                     {word}};
  return std::nullopt;
}

std::string slurmScript(const StudyJob& job) {
  const std::string tasks = std::to_string(job.tasks);
  std::string out = "#!/bin/bash\n#SBATCH --job-name=lightloom-study\n#SBATCH --array=1-" + tasks +
                    "\n#SBATCH --cpus-per-task=" + std::to_string(job.threads) +
                    "\n#SBATCH --output=" + quoted(withoutPatterns(job.folder) + "/task-%a.log") + "\n";
  const auto directive = [&](const char* name, const std::string& value) {
    if (!value.empty()) out += std::string("#SBATCH --") + name + "=" + value + "\n";
  };
  directive("partition", job.partition);
  directive("time", job.time);
  directive("mem", job.memory);
  // Many module systems use variables that are not set.
  for (const std::string& module : job.modules) out += "module load " + module + " || exit 1\n";
  out += "set -euo pipefail\n";
  out += "task=${SLURM_ARRAY_TASK_ID:?run this with sbatch}\nfor needed in " + quoted(job.program) + " " +
         quoted(job.folder + "/study.json");
  for (const std::string& path : job.needed) out.append(" ").append(quoted(path));
  for (const std::string& path : job.dataDirs) out.append(" ").append(quoted(path));
  out +=
      "; do\n  if [ ! -e \"$needed\" ]; then\n    echo \"lightloom: $needed is missing on $(uname -n)\" >&2\n"
      "    exit 1\n  fi\ndone\n";
  return out + "exec " + command(job) + " --threads \"${SLURM_CPUS_PER_TASK:-" + std::to_string(job.threads) +
         "}\" --shard \"$task/" + tasks + "\" --out " + quoted(job.folder) + "\"/lines-$task.jsonl\"\n";
}

std::string parallelScript(const StudyJob& job) {
  const std::string tasks = std::to_string(job.tasks);
  // GNU parallel hands the line to a shell once more, so it is quoted twice.
  const std::string line = command(job) + " --threads " + std::to_string(job.threads) + " --shard {}/" +
                           tasks + " --out " + quoted(job.folder) + "/lines-{}.jsonl";
  std::string out = "#!/bin/bash\nparallel ";
  if (!job.hosts.empty()) out += "--sshlogin " + job.hosts + ' ';
  return out + quoted(line) + " ::: {1.." + tasks + "}\n";
}

}  // namespace lightloom::exports
