"""Evaluates exported networks with NumPy and compares them with what the program answers.

    check_encodings.py LOOM FOLDER...                 LOOM is the folder of loom.py
    check_encodings.py LOOM --table FILE.csv FOLDER   the inputs are a table's own numbers, the last column its answer

Each folder holds network.onnx, arrays.npz, run.loomrun, inputs.npy (samples × features, 0 … 1) and answers.npy (samples ×
outputs: the program's exact network). Prints as JSON, per folder and export, the largest difference over the largest answer
and how many samples get another class.
"""

import json
import os
import sys

import numpy as np

import read_exports

FUNCTIONS = {
    "Mul": np.multiply,
    "Sub": np.subtract,
    "Div": np.divide,
    "Add": np.add,
    "Sin": np.sin,
    "Cos": np.cos,
    "Tanh": np.tanh,
    "Clip": np.clip,
    "Identity": lambda x: x,
    "Relu": lambda x: np.maximum(x, 0),
}


def gemm(options, a, b, c=0.0):
    return options["alpha"] * (a @ b.T) + options["beta"] * c


def initial(data):
    fields = read_exports.message(data)
    values = np.frombuffer(fields[9][0], dtype="<f4").astype(np.float64)
    return fields[8][0].decode(), values.reshape(fields.get(1, []))


def evaluate(path, inputs):
    with open(path, "rb") as file:
        graph = read_exports.message(read_exports.message(file.read())[7][0])
    values = dict(initial(data) for data in graph[5])
    values["x"] = inputs
    for data in graph[1]:
        node = read_exports.message(data)
        names, output, kind = read_exports.text(node[1]), node[2][0].decode(), node[4][0].decode()
        given = [values[name] for name in names]
        values[output] = gemm(read_exports.attributes(node), *given) if kind == "Gemm" else FUNCTIONS[kind](*given)
    return values["y"]


def compare(outputs, answers):
    answers = answers.reshape(outputs.shape)
    others = int(np.count_nonzero(outputs.argmax(axis=1) != answers.argmax(axis=1)))
    return {"difference": float(np.abs(outputs - answers).max() / np.abs(answers).max()), "others": others}


def main(loom_folder, words):
    sys.path.insert(0, loom_folder)
    import loom

    table = words[1] if words[0] == "--table" else None
    out = {}
    for folder in words[2:] if table else words:
        inside = lambda name: os.path.join(folder, name)
        if table:
            answer, inputs = loom.predict, np.loadtxt(table, delimiter=",", skiprows=1)[:, :-1]
        else:
            answer, inputs = loom.forward, np.load(inside("inputs.npy")).astype(np.float64)
        answers = np.load(inside("answers.npy"))
        run, arrays = loom.read_run(inside("run.loomrun")), loom.read_arrays(inside("arrays.npz"))
        out[os.path.basename(folder)] = {
            "samples": len(answers),
            "onnx": compare(evaluate(inside("network.onnx"), inputs), answers),
            "npz": compare(answer(arrays, inputs), answers),
            "loom.py": compare(answer(run, inputs), answers),
        }
    json.dump(out, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
