#include "export/onnx.h"

#include <bit>

#include "base/json_writer.h"
#include "export/protobuf.h"

namespace lightloom {
namespace {

static_assert(std::endian::native == std::endian::little, "writes numbers as they lie in memory");

// Field numbers of onnx.proto3.
namespace field {
namespace model {
constexpr int kIrVersion = 1, kProducer = 2, kProducerVersion = 3, kDoc = 6, kGraph = 7, kOpset = 8,
              kMetadata = 14;
}
namespace graph {
constexpr int kNode = 1, kName = 2, kInitializer = 5, kInput = 11, kOutput = 12;
}
namespace node {
constexpr int kInput = 1, kOutput = 2, kName = 3, kOpType = 4, kAttribute = 5;
}
namespace attribute {
constexpr int kName = 1, kFloat = 2, kInteger = 3, kType = 20;
}
namespace tensor {
constexpr int kDims = 1, kType = 2, kName = 8, kRaw = 9;
}
}  // namespace field

constexpr int kFloat = 1;  // TensorProto.DataType
constexpr int kIrVersion = 8, kOpset = 13;

ProtobufWriter valueInfo(const std::string& name, int width) {
  ProtobufWriter batch, columns, shape, tensor, type, out;
  batch.bytes(2, "batch");
  columns.number(1, width);
  shape.message(1, batch);
  shape.message(1, columns);
  tensor.number(1, kFloat);
  tensor.message(2, shape);
  type.message(1, tensor);
  out.bytes(1, name);
  out.message(2, type);
  return out;
}

/// Nodes one after the other, each fed by the one before.
class GraphWriter {
 public:
  explicit GraphWriter(std::string input) : m_last(std::move(input)) {}

  void initializer(const std::string& name, const std::vector<int>& dims, const std::vector<float>& values) {
    ProtobufWriter out;
    for (int dim : dims) out.number(field::tensor::kDims, dim);
    out.number(field::tensor::kType, kFloat);
    out.bytes(field::tensor::kName, name);
    out.bytes(field::tensor::kRaw,
              {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)});
    m_initializers.push_back(out);
  }

  /// A scalar that a node takes beside what comes before it.
  std::string scalar(const std::string& name, float value) {
    initializer(name, {}, {value});
    return name;
  }

  void node(const std::string& type, const std::string& output, const std::vector<std::string>& beside = {},
            const std::vector<ProtobufWriter>& attributes = {}) {
    ProtobufWriter out;
    out.bytes(field::node::kInput, m_last);
    for (const std::string& name : beside) out.bytes(field::node::kInput, name);
    out.bytes(field::node::kOutput, output);
    out.bytes(field::node::kName, output + "_" + type);
    out.bytes(field::node::kOpType, type);
    for (const ProtobufWriter& attribute : attributes) out.message(field::node::kAttribute, attribute);
    m_nodes.push_back(out);
    m_last = output;
  }

  const std::string& last() const { return m_last; }

  ProtobufWriter finish(const std::string& name, int inputs, int outputs) const {
    ProtobufWriter out;
    for (const ProtobufWriter& one : m_nodes) out.message(field::graph::kNode, one);
    out.bytes(field::graph::kName, name);
    for (const ProtobufWriter& one : m_initializers) out.message(field::graph::kInitializer, one);
    out.message(field::graph::kInput, valueInfo("x", inputs));
    out.message(field::graph::kOutput, valueInfo("y", outputs));
    return out;
  }

 private:
  std::vector<ProtobufWriter> m_nodes, m_initializers;
  std::string m_last;
};

ProtobufWriter realAttribute(const std::string& name, float value) {
  ProtobufWriter out;
  out.bytes(field::attribute::kName, name);
  out.real(field::attribute::kFloat, value);
  out.number(field::attribute::kType, 1);
  return out;
}

ProtobufWriter integerAttribute(const std::string& name, std::int64_t value) {
  ProtobufWriter out;
  out.bytes(field::attribute::kName, name);
  out.number(field::attribute::kInteger, value);
  out.number(field::attribute::kType, 2);
  return out;
}

// W of neurons × inputs in C order, and the column of the bias.
void addWeights(GraphWriter& graph, const Layer& layer, const std::string& name) {
  const std::size_t neurons = static_cast<std::size_t>(layer.neurons);
  std::vector<float> matrix;
  for (std::size_t m = 0; m < neurons; ++m)
    for (std::size_t j = 0; j < static_cast<std::size_t>(layer.inputs); ++j)
      matrix.push_back(layer.weights[j * neurons + m]);
  graph.initializer(name + "_W", {layer.neurons, layer.inputs}, matrix);
  if (layer.slots > layer.inputs)
    graph.initializer(name + "_bias", {layer.neurons},
                      {layer.weights.end() - static_cast<std::ptrdiff_t>(neurons), layer.weights.end()});
}

void addProduct(GraphWriter& graph, const Layer& layer, const std::string& name, const std::string& output) {
  const float scale = static_cast<float>(layer.activationScale);
  addWeights(graph, layer, name);
  std::vector<std::string> beside = {name + "_W"};
  if (layer.slots > layer.inputs) beside.push_back(name + "_bias");
  graph.node("Gemm", output, beside,
             {realAttribute("alpha", scale), realAttribute("beta", scale), integerAttribute("transB", 1)});
}

void addActivation(GraphWriter& graph, const Network& network, const std::string& name) {
  if (network.gain != 1)
    graph.node("Mul", name + "_gain_z", {graph.scalar(name + "_gain", static_cast<float>(network.gain))});
  switch (network.activation) {
    case Activation::Relu:
      return graph.node("Relu", name + "_h");
    case Activation::Tanh:
      return graph.node("Tanh", name + "_h");
    case Activation::ClippedSine: {
      constexpr float kHalfPi = 1.57079633f;
      const std::string low = graph.scalar(name + "_low", -kHalfPi),
                        high = graph.scalar(name + "_high", kHalfPi);
      graph.node("Clip", name + "_angle", {low, high});
      return graph.node("Sin", name + "_h");
    }
    case Activation::Sine:
      return graph.node("Sin", name + "_h");
    case Activation::Square:
      return graph.node("Mul", name + "_h", {graph.last()});
    case Activation::Identity:
      return graph.node("Identity", name + "_h");
  }
}

// x = clip(h / X) of the next layer.
void addDrive(GraphWriter& graph, const Layer& next, const std::string& name) {
  graph.node("Mul", name + "_scaled",
             {graph.scalar(name + "_inverse_scale", static_cast<float>(1 / next.activationScale))});
  const std::string low = graph.scalar(name + "_least", next.signedInput ? -1.0f : 0.0f);
  const std::string high = graph.scalar(name + "_most", 1.0f);
  graph.node("Clip", name + "_x", {low, high});
}

void addMetadata(ProtobufWriter& model, const std::string& key, const std::string& text) {
  ProtobufWriter entry;
  entry.bytes(1, key);
  entry.bytes(2, text);
  model.message(field::model::kMetadata, entry);
}

void addAllMetadata(ProtobufWriter& model, const ExportSubject& subject) {
  for (const auto& [key, text] : provenanceOf(subject)) addMetadata(model, key, text);
  addMetadata(model, "weights", "ideal");
  addMetadata(model, "encoding", settingText(subject.design(), "network.encoding"));
  for (std::size_t l = 0; l < subject.report.layers.size(); ++l) {
    const LayerFigures& layer = subject.report.layers[l];
    const std::string name = "layer" + std::to_string(l);
    addMetadata(model, name + ".cell", layer.cell);
    addMetadata(model, name + ".weight_scale", jsonNumber(layer.weightScale));
    addMetadata(model, name + ".activation_scale", jsonNumber(layer.activationScale));
    for (const CellHardware& cell : subject.bench->hardware->cells)
      if (cell.id == layer.cell) addMetadata(model, name + ".w_max", jsonNumber(cell.weightLimit));
  }
}

}  // namespace

Message needsRun() {
  return {
      "export.needs-run",
      LL_TEXT("error",
              "This format holds trained weights or curves, and the design was not trained. Train it first "
              "(in the window, or lightloom-cli train FILE --out DIR) and export the run (run.loomrun)."),
      {}};
}

Result<std::string> onnxOf(const ExportSubject& subject) {
  if (!subject.run) return needsRun();
  const Network& network = subject.run->network;
  GraphWriter graph("x");
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const bool last = l + 1 == network.layers.size();
    const std::string name = "layer" + std::to_string(l);
    addProduct(graph, network.layers[l], name, last ? "y" : name + "_z");
    if (last) break;
    addActivation(graph, network, name);
    addDrive(graph, network.layers[l + 1], name);
  }
  ProtobufWriter model, opset;
  opset.bytes(1, "");
  opset.number(2, kOpset);
  model.number(field::model::kIrVersion, kIrVersion);
  model.bytes(field::model::kProducer, "Lightloom");
  model.bytes(field::model::kProducerVersion, programVersion());
  model.bytes(field::model::kDoc, "Trained ideal network of a coherent VCSEL bench");
  model.message(field::model::kGraph,
                graph.finish("network", network.layers.front().inputs, network.layers.back().neurons));
  model.message(field::model::kOpset, opset);
  addAllMetadata(model, subject);
  return model.text();
}

}  // namespace lightloom
