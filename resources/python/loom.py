"""Reads what Lightloom writes: designs, runs, tables, arrays. One file, needs NumPy only.

    import loom
    design = loom.read_design("bench.loom")        # parts and settings, SI, as they stand in the file
    run = loom.read_run("run.loomrun")             # curves, weights, design, log
    links = loom.read_table("links.csv")           # one array per column
    arrays = loom.read_arrays("arrays.npz")        # fields, weights, curves
    scores = loom.forward(run, inputs)             # the exact network of a run or of arrays, in double precision
    answers = loom.predict(run, rows)              # the same for the numbers of a table, in their own units

    python3 loom.py FILE...                        # what a file holds, as JSON

Numbers are those of the command line bit for bit: text is read with float(), which is exact, and binary arrays as
they lie in the file.
"""

import csv
import hashlib
import io
import itertools
import json
import re
import sys
import zipfile

import numpy as np

RUN_VERSION = 2
DESIGN_VERSION = 1


class LoomError(Exception):
    """A file that is not what it should be; the message says which, why and what to do."""


def _json(text, source, form, version):
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise LoomError(f"{source} is not JSON ({error}). Copy or download it again.") from None
    if not isinstance(tree, dict) or tree.get("format") != form:
        raise LoomError(f"{source} is not a {form}. Choose another file.")
    if tree.get("version", 0) > version:
        raise LoomError(f"{source} has version {tree['version']}, this reader knows up to {version}. Use a newer loom.py.")
    return tree


def read_design(path):
    """The design as nested dictionaries: components, settings, name."""
    with open(path, encoding="utf-8") as file:
        return _json(file.read(), path, "lightloom-design", DESIGN_VERSION)


def design_hash(path):
    """SHA-256 of a design as the program wrote it: the `design_hash` of reports and exports."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def part(design, identifier):
    """The component with this id."""
    for component in design["components"]:
        if component["id"] == identifier:
            return component
    raise LoomError(f"The design has no part “{identifier}”.")


class Run:
    """A training: first design, log of changes, curves by name, weights by layer (neurons × slots, bias last; of
    phase × phase they are phases φ_w in rad), and the scales of its data (`data`)."""

    def __init__(self, path):
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if "run.json" not in names:
                raise LoomError(f"{path} is not a run. Choose a file that Lightloom saved as one.")

            def text(name):
                return archive.read(name).decode("utf-8")

            manifest = _json(text("run.json"), f"{path}: run.json", "lightloom-run", RUN_VERSION)
            self.design = _json(text("design.loom"), f"{path}: design.loom", "lightloom-design", DESIGN_VERSION)
            self.log = json.loads(text("log.json"))["edits"]
            curves = json.loads(text("curves.json"))
            self.result = json.loads(text("result.json")) if "result.json" in names else None
            self.weights = [np.load(io.BytesIO(archive.read(f"layer{l}.npy"))) for l in range(manifest["layers"])]
        self.curves = {
            name: np.array([np.nan if value is None else value for value in values], dtype=np.float64)
            for name, values in zip(curves["columns"], curves["values"])
        }
        self.weights_hash = manifest["weights_hash"]
        if self.weights and weights_hash(self.weights) != self.weights_hash:
            raise LoomError(f"{path} is not the run that was saved: its weights were changed after the training.")
        self.steps = manifest.get("steps", 0)
        self.activation_scales = manifest.get("activation_scales", [])
        self.phases_per_input = manifest.get("phases_per_input", [])
        self.data = manifest.get("data", {})

    def setting(self, key, default):
        """A setting such as "network.gain" of the first design; what the file leaves out has its default."""
        group, name = key.split(".")
        return self.design.get("settings", {}).get(group, {}).get(name, default)


def read_run(path):
    return Run(path)


def weights_hash(weights):
    """64-bit hash of the bits of all weights, layer by layer, column by column."""
    value, mask = 0xCBF29CE484222325, (1 << 64) - 1
    for matrix in weights:
        for bits in np.ascontiguousarray(matrix.T, dtype="<f4").view("<u4").ravel().tolist():
            value = (value ^ bits) * 0x9E3779B97F4A7C15 & mask
            value ^= value >> 32
    return f"{value:016x}"


_ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sine": np.sin,
    "clipped_sine": lambda z: np.sin(np.clip(z, -np.pi / 2, np.pi / 2)),
    "square": np.square,
    "identity": lambda z: z,
}


def _network(source):
    """(activation, gain, bias, layers) of a run or of arrays; a layer is (weights, X, φ_x of x = 1 or 0)."""
    if isinstance(source, Run):
        phases = source.phases_per_input or [0.0] * len(source.weights)
        if source.setting("network.encoding", "amplitude_phase") == "phase_phase" and not all(phases):
            raise LoomError("The run was saved by an older program, without what its phases mean. Replay it "
                            "(lightloom-cli train --replay) and use the run that this writes.")
        return (source.setting("network.activation", "relu"), source.setting("network.gain", 1.0),
                source.setting("network.bias", True), zip(source.weights, source.activation_scales, phases))
    network, layers = source.provenance.get("network"), []
    if network is None:
        raise LoomError("These arrays hold no network: the design was not trained. Export a run.")
    for layer in (f"layer{l}." for l in range(network["layers"])):
        phases = source.get(layer + "phase_per_input_rad", 0.0)
        weights = source[layer + ("phase_rad" if phases else "ideal")]
        layers.append((weights, float(source[layer + "activation_scale"]), float(phases)))
    return network["activation"], network["gain"], network["bias"], layers


def forward(source, inputs):
    """Answers of the exact network of a run, or of the arrays of an .npz export: samples × outputs, for inputs of
    samples × features in 0 … 1. Class scores, or targets of 0 … 1."""
    activation, gain, bias, layers = _network(source)
    low = 0.0 if activation in ("relu", "square") else -1.0
    h = np.asarray(inputs, dtype=np.float64)
    for layer, (matrix, scale, phase) in enumerate(layers):
        if layer > 0:
            h = np.clip(_ACTIVATIONS[activation](gain * h) / scale, low, 1.0)
        x = np.hstack([h, np.ones((len(h), 1))]) if bias else h
        weights = matrix.astype(np.float64).T
        if phase:  # Σ sin(φ_w − φ_x)
            h = np.cos(phase * x) @ np.sin(weights) - np.sin(phase * x) @ np.cos(weights)
        else:
            h = scale * (x @ weights)
    return h


def _data_numbers(source, name):
    values = source.data.get(name, []) if isinstance(source, Run) else source.get(name, [])
    return np.asarray(values, dtype=np.float64)


def scaled(source, rows):
    """Inputs in 0 … 1 for the numbers of a table, samples × features, as the training of `source` scaled them."""
    offset, scale = _data_numbers(source, "input_offset"), _data_numbers(source, "input_scale")
    if not len(scale):
        raise LoomError("The inputs have no other unit than 0 … 1 (pictures, generated sets, or a run of an older "
                        "program). Use forward().")
    return np.clip((np.asarray(rows, dtype=np.float64) - offset) / np.where(scale > 0, scale, np.inf), 0.0, 1.0)


def predict(source, rows):
    """What the exact network answers to the numbers of a table: class scores, or targets in their own unit."""
    answers, scale = forward(source, scaled(source, rows)), _data_numbers(source, "target_scale")
    return _data_numbers(source, "target_offset") + scale * answers if len(scale) else answers


class Table(dict):
    """{name: array}, and where it comes from in `provenance`."""

    def __init__(self, provenance):
        super().__init__()
        self.provenance = provenance


def read_table(path):
    """A CSV table as a Table of columns; numbers as float64 (empty = NaN), true and false as bool, else text."""
    provenance = {}
    with open(path, encoding="utf-8", newline="") as file:
        line = file.readline()
        while line.startswith("# "):
            key, _, provenance_text = line[2:].rstrip("\r\n").partition(": ")
            provenance[key] = provenance_text
            line = file.readline()
        rows = [row for row in csv.reader(itertools.chain([line], file)) if row]
    table = Table(provenance)
    for index, name in enumerate(rows[0]):
        table[name] = _column([row[index] for row in rows[1:]])
    return table


_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")


def _column(cells):
    if cells and all(cell in ("true", "false") for cell in cells):
        return np.array([cell == "true" for cell in cells])
    if all(cell == "" or _NUMBER.match(cell) for cell in cells):
        return np.array([float(cell) if cell else np.nan for cell in cells])
    return np.array(cells)


def read_arrays(path):
    """The arrays of an .npz export as a Table; provenance["arrays"] says what each holds."""
    with zipfile.ZipFile(path) as archive:
        arrays = Table(json.loads(archive.read("provenance.json")))
    with np.load(path) as archive:
        arrays.update({name: archive[name] for name in archive.files if name != "provenance.json"})
    return arrays


def _summary(path):
    with open(path, "rb") as file:
        head = file.read(4)
    if head == b"PK\x03\x04" and "provenance.json" in zipfile.ZipFile(path).namelist():
        arrays = read_arrays(path)
        return {name: [str(a.dtype), list(a.shape)] for name, a in arrays.items()}
    if head == b"PK\x03\x04":
        run = read_run(path)
        return {
            "weights_hash": weights_hash(run.weights),
            "steps": run.steps,
            "layers": [list(matrix.shape) for matrix in run.weights],
            "curves": {name: values[-1] if len(values) else None for name, values in run.curves.items()},
        }
    if head.startswith(b"# ") or path.endswith(".csv"):
        table = read_table(path)
        return {name: [str(a.dtype), len(a)] for name, a in table.items()}
    design = read_design(path)
    return {"name": design.get("name", ""), "design_hash": design_hash(path), "parts": len(design["components"])}


def main(paths):
    for path in paths:
        try:
            print(json.dumps({path: _summary(path)}, indent=2))
        except (LoomError, OSError, zipfile.BadZipFile) as error:
            print(f"loom.py: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
