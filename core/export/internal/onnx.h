#pragma once

#include <string>

#include "export/subject.h"
#include "rooms.h"

namespace lightloom::exports {

/// The trained ideal network of a run as an ONNX model (IR 8, opset 13): per layer
/// z = X·(W·[clip(h/X), 1]) as Gemm, of phase × phase z = sin W·cos φ_x − cos W·sin φ_x as two; then the
/// activation of gain·z. The weights are initialisers, bit for bit those of the run; encoding, S, X, w_max
/// and the scales of the data stand in metadata_props. Input "x" (batch × features): a table's own numbers,
/// which the first nodes scale, else 0 … 1. Output "y" (batch × outputs): class scores, or targets in their
/// own unit. Errors: "export.needs-run".
Result<std::string> onnxOf(const ExportSubject& subject);

/// The message for a person who asks for weights or curves of a design that was not trained.
Message needsRun();

/// The same for a run whose training diverged for `reason`: its weights are no network.
Message needsNetwork(const Message& reason);

}  // namespace lightloom::exports
