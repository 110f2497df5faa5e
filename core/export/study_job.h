#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/message.h"
#include "rooms.h"

namespace lightloom::exports {

/// A study that others start, task by task: each computes one shard of it into a file of its own. All paths
/// are absolute and must be the same where the tasks run.
struct StudyJob {
  std::string program;              ///< lightloom-cli
  std::string folder;               ///< where study.json is and lines-N.jsonl come
  std::vector<std::string> needed;  ///< files and folders beside program and study: the design, its data
  std::vector<std::string> dataDirs;
  long tasks = 1;                       ///< ≥ 1
  long threads = 1;                     ///< ≥ 1, processors of each task
  std::string partition, time, memory;  ///< of Slurm, as sbatch takes them; empty: as the cluster has it
  std::vector<std::string> modules;     ///< of Slurm, that the program needs
  std::string hosts;                    ///< of GNU parallel, as --sshlogin takes them; empty: this machine
};

/// A word as a shell reads it back, in quotes where it has to be.
std::string shellWord(const std::string& word);

enum class JobRunner { Slurm, Parallel };

/// What is wrong with words that go into a script as they are, "job.bad-word", and with paths that the runner
/// would not read back: "job.bad-path" for control characters, and for braces where GNU parallel runs it.
std::optional<Message> jobProblem(const StudyJob& job, JobRunner runner);

/// An array job for `sbatch`: one task a shard. A program, study, design or data set that is missing on a
/// node is named in the task's log (task-N.log in the folder), and the task fails. A task that is started
/// again goes on behind its lines.
std::string slurmScript(const StudyJob& job);

/// A script whose one line has GNU parallel run the shards on the processors of this machine, or on hosts.
std::string parallelScript(const StudyJob& job);

}  // namespace lightloom::exports
