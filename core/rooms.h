#pragma once

/// The rooms of the house, from the ground up: a folder and a namespace each. A room sees the names of the
/// rooms that it stands on, and no others, so arrows go one way.
namespace lightloom {

/// Units, messages, random numbers: what knows no light.
namespace base {}

/// Matrix products and other loops over many numbers, one library per instruction set.
namespace kernel {
using namespace base;
}

/// A drawing as a value: kinds of parts, their parameters, settings, edits.
namespace design {
using namespace base;
}

/// Where light goes: layout, bundles, overlap on pixels, links of cells.
namespace optics {
using namespace design;
}

/// One laser under injection: fixed points, stability, noise, steps in time.
namespace laser {
using namespace design;
using namespace kernel;
}  // namespace laser

/// How the arrays of a drawing lock to their leader.
namespace locks {
using namespace optics;
using namespace laser;
}  // namespace locks

/// Matrix products as a cell computes them: hardware as flat arrays, encodings, operands, read-out.
namespace product {
using namespace kernel;
}

/// Networks that train on products, on any hardware.
namespace learn {
using namespace product;
}

/// Each way in which a real bench departs from the exact product: what it does to a cell, and its variance.
namespace imperfections {
using namespace locks;
using namespace learn;
}  // namespace imperfections

/// A drawing, compiled: light, locks, cells, hardware, and the checks of all of them.
namespace bench {
using namespace imperfections;
}

/// Reports on a bench with a network on it: noise, energy, headline numbers.
namespace report {
using namespace bench;
}

/// Trainings that live while the bench changes, and their records.
namespace train {
using namespace report;
}

/// Questions that take many evaluations: sweeps, ablation, photons per product, lasers in time.
namespace study {
using namespace train;
}

/// Formats of files without their meaning, and saving that survives a crash.
namespace files {
using namespace design;
}

/// Data sets: generated, pictures, tables.
namespace datasets {
using namespace files;
using namespace learn;
}  // namespace datasets

/// Designs, runs and tables of lasers as files.
namespace documents {
using namespace files;
using namespace train;
}  // namespace documents

/// Rows that compare what the program computes with what is known elsewhere.
namespace validation {
using namespace study;
}

/// Exports: figures, tables, reports, weights.
namespace exports {
using namespace datasets;
using namespace documents;
using namespace validation;
}  // namespace exports

/// The speed of this machine.
namespace speed {
using namespace train;
}

/// Work of the programs without a window.
namespace app {
using namespace exports;
}

/// The commands of the command line.
namespace cli {
using namespace app;
using namespace exports;
using namespace speed;
}  // namespace cli

/// The window.
namespace ui {
using namespace exports;
}

}  // namespace lightloom
