#pragma once

#include "options.h"

/// The verbs of lightloom-cli, one file each: a struct of its words, what declares them, and what it does.
namespace lightloom::cli {

Command ablate(Options& options);
Command applyDifference(Options& options);
Command bench(Options& options);
Command check(Options& options);
Command claims(Options& options);
Command diff(Options& options);
Command examples(Options& options);
Command explain(Options& options);
Command exportDesign(Options& options);
Command kinds(Options& options);
Command lasers(Options& options);
Command photons(Options& options);
Command product(Options& options);
Command project(Options& options);
Command runs(Options& options);
Command simulate(Options& options);
Command study(Options& options);
Command sweep(Options& options);
Command talk(Options& options);
Command train(Options& options);
Command validate(Options& options);

struct Verb {
  const char* name;
  Command (*declare)(Options&);
  const char* summary;  ///< one line
};

constexpr Verb kVerbs[] = {
    {"examples", examples, "the designs that come with the program, what they show and learn"},
    {"kinds", kinds, "every kind, setting and parameter"},
    {"check", check, "design checks, one line each"},
    {"simulate", simulate, "light, locks, noise and energy of a design"},
    {"train", train, "trains a network on a design, or repeats a run"},
    {"runs", runs, "the runs that were kept: list, show, delete, take back"},
    {"claims", claims, "what news and abstracts say of such networks, and what a design gives"},
    {"project", project, "what the training of large models takes, by a design and by processors"},
    {"sweep", sweep, "the figures of every combination of values as CSV, in SI"},
    {"study", study, "the figures of many points, in lines: repeated, sharded, resumed, collected"},
    {"ablate", ablate, "what each noise source costs in test accuracy"},
    {"photons", photons, "test error against photo-electrons per multiplication, shot noise alone"},
    {"product", product, "one dot product of a network, slot by slot, as its test computed it"},
    {"explain", explain, "numbers of a design: formula, source, and what each hangs on"},
    {"talk", talk, "talk check FILE: whether a talk can be given, scene by scene"},
    {"diff", diff, "what one design or run has otherwise than another, a line each"},
    {"apply", applyDifference, "makes a difference of diff --json on a design"},
    {"export", exportDesign, "figures, tables and networks for others; --list says who takes what"},
    {"lasers", lasers, "measured values of single lasers, to a table and from one"},
    {"validate", validate, "published numbers and what this program makes of them; status 1 where one fails"},
    {"bench", bench, "the speed of this machine"},
};

}  // namespace lightloom::cli
