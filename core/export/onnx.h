#pragma once

#include <string>

#include "export/subject.h"

namespace lightloom {

/// The trained ideal network of a run as an ONNX model (IR 8, opset 13): per layer
/// z = X·(W·[clip(h/X), 1]) as Gemm, then the activation of gain·z. The weights are initialisers, bit for bit
/// those of the run; encoding, S, X and w_max stand in metadata_props. Input "x" (batch × features, 0 … 1),
/// output "y" (batch × outputs: class scores, or targets scaled to 0 … 1). Errors: "export.needs-run".
Result<std::string> onnxOf(const ExportSubject& subject);

/// What a person is told who asks for weights or curves of a design that was not trained.
Message needsRun();

}  // namespace lightloom
