#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <cmath>
#include <set>

#include "all_rooms.h"
#include "design/kind.h"
#include "design/viewpoint.h"

using namespace lightloom::tests;

class TestKinds : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tablesAreSound();
  void defaultsHaveSources();
  void conditionsCanBeMet();
  void defaultsGiveFacesAndShapes();
  void partsAreCheckedAndDrawnAsTheyAre();
  void keysOfTheDesignExist_data();
  void keysOfTheDesignExist();
  void viewpointsAreWrittenAsTheyAreRead();
  void lightSeesNoViewpoint();
  void nobodyElseNamesAKind();
};

namespace {

void checkTable(std::span<const Parameter> rows) {
  static const QRegularExpression pattern("^[a-z][a-z0-9_]*$");
  std::set<std::string_view> keys;
  for (const Parameter& row : rows) {
    const std::string key(row.key);
    QVERIFY2(pattern.match(QString::fromStdString(key)).hasMatch(), key.c_str());
    QVERIFY2(keys.insert(row.key).second, key.c_str());
    QVERIFY2(!row.title.empty() && !row.help.empty(), key.c_str());
    QVERIFY2(row.low <= row.high, key.c_str());
    if (!row.unset) QVERIFY2(checkedValue(row, defaultValue(row)).ok(), key.c_str());
    QVERIFY2((row.type == ValueType::Enumeration) == !row.enumerators.empty(), key.c_str());
  }
}

}  // namespace

void TestKinds::tablesAreSound() {
  std::set<std::string_view> ids;
  for (const Kind* kind : allKinds()) {
    QVERIFY(ids.insert(kind->id).second);
    QVERIFY(!kind->title.empty() && !kind->help.empty());
    checkTable(parametersOf(*kind));
  }
  for (const SettingsGroup& group : settingsGroups()) checkTable(group.rows);
}

namespace {

// What a reader needs to find a source: a year, a number of a preprint or an object, or of a data sheet.
bool canBeLookedUp(const QString& citation) {
  static const QRegularExpression number(
      "\\b(19|20)\\d\\d\\b|\\barXiv:\\d{4}\\.\\d{4,5}\\b|\\bdoi 10\\.|\\b[A-Z]+-?\\d+\\b.*\\bdata sheet\\b");
  return number.match(citation).hasMatch();
}

void checkSources(const std::string& table, std::span<const Parameter> rows) {
  constexpr int kFewWords = 3;
  for (const Parameter& row : rows) {
    const QString citation = QString::fromUtf8(row.citation.data(), static_cast<int>(row.citation.size()));
    const std::string place = table + "." + std::string(row.key) + ": " + citation.toStdString();
    QVERIFY2(!citation.isEmpty(), place.c_str());
    QVERIFY2(!citation.contains("unverified"), place.c_str());
    switch (row.provenance) {
      case Provenance::Chosen:
        QVERIFY2(citation.split(' ').size() >= kFewWords, place.c_str());
        break;
      case Provenance::Estimate:
        QVERIFY2(citation.startsWith("an estimate: "), place.c_str());
        break;
      default:
        QVERIFY2(canBeLookedUp(citation), place.c_str());
    }
  }
}

}  // namespace

void TestKinds::defaultsHaveSources() {
  checkSources("any part", commonParameters());
  for (const Kind* kind : allKinds()) checkSources(std::string(kind->id), kind->own);
  for (const SettingsGroup& group : settingsGroups()) checkSources(std::string(group.id), group.rows);
}

// What a row's value counts with names rows that exist and values that they take.
void TestKinds::conditionsCanBeMet() {
  static const QRegularExpression condition("^([a-z_.]+)(!?=)(\\S+)$");
  int conditions = 0;
  for (const Kind* kind : allKinds()) {
    for (const Parameter& row : parametersOf(*kind)) {
      const QString all = QString::fromUtf8(row.countsWith.data(), static_cast<int>(row.countsWith.size()));
      for (const QString& one : all.split(QRegularExpression("[&|]"), Qt::SkipEmptyParts)) {
        const QRegularExpressionMatch match = condition.match(one);
        QVERIFY2(match.hasMatch(), qPrintable(one));
        const std::string key = match.captured(1).toStdString();
        const Parameter* with =
            key.find('.') != std::string::npos ? findSetting(key) : findParameter(parametersOf(*kind), key);
        QVERIFY2(with, qPrintable(one));
        const std::string wanted = match.captured(3).toStdString();
        QVERIFY2(
            (wanted == "none" && with->type == ValueType::RealList) || parseValue(*with, wanted, false).ok(),
            qPrintable(one));
        ++conditions;
      }
    }
  }
  QVERIFY(conditions > 0);

  Component grating;
  grating.id = "grating";
  grating.kind = "fan_out";
  const Kind& kind = *findKind(grating.kind);
  const Parameter& stray = *findParameter(parametersOf(kind), "stray");
  Design design;
  const auto countsNow = [&] { return counts(stray, viewOf(grating, kind), design); };
  QVERIFY(countsNow());
  grating.values["profile_x"] = Value(std::vector<double>{0, 1});
  QVERIFY(countsNow());
  grating.values["profile_y"] = Value(std::vector<double>{0, 1});
  QVERIFY(!countsNow());
  grating.values.clear();
  design.settings["noise.crosstalk"] = Value(false);
  QVERIFY(!countsNow());
  design.settings = {{"noise.all", Value(false)}};
  QVERIFY(!countsNow());
}

void TestKinds::defaultsGiveFacesAndShapes() {
  for (const Kind* kind : allKinds()) {
    Component component;
    component.id = "part1";
    component.kind = std::string(kind->id);
    const PartView view = viewOf(component, *kind);
    QVERIFY(!kind->faces(view).empty() || isViewpoint(component));
    QVERIFY(!kind->silhouette(view).empty());
    QVERIFY(!english(kind->summary(view)).empty());
    for (const Face& face : kind->faces(view)) QVERIFY(face.halfWidth > 0 && std::isfinite(face.halfWidth));
    std::vector<Check> checks;
    if (kind->check) kind->check(view, checks);
    QVERIFY2(checks.empty(), kind->id.data());
  }
}

void TestKinds::partsAreCheckedAndDrawnAsTheyAre() {
  const auto partOf = [](const char* kind, const char* key, const Value& value) {
    Component component;
    component.id = "part1";
    component.kind = kind;
    component.values[key] = value;
    return component;
  };
  const auto checksOf = [](const Component& component) {
    std::vector<Check> checks;
    const Kind* kind = findKind(component.kind);
    kind->check(viewOf(component, *kind), checks);
    return checks.size();
  };
  QCOMPARE(checksOf(partOf("fan_out", "order_efficiency", Value(std::vector<double>{0.5, 0.25}))),
           std::size_t{1});
  QCOMPARE(checksOf(partOf("fan_out", "order_efficiency", Value(std::vector<double>(25, 0.02)))),
           std::size_t{0});
  QCOMPARE(checksOf(partOf("lens", "focal_length", Value(0.0))), std::size_t{1});
  QCOMPARE(checksOf(partOf("detector_line", "pixel_size", Value(1e-3))), std::size_t{1});
  QCOMPARE(checksOf(partOf("vcsel_array", "usable_low", Value(0.99))), std::size_t{1});
  const auto wordsOf = [](const Component& component) {
    const Kind* kind = findKind(component.kind);
    return english(kind->summary(viewOf(component, *kind)));
  };
  QVERIFY(wordsOf(partOf("phase_shifter", "servo", Value(true))) !=
          wordsOf(partOf("phase_shifter", "servo", Value(false))));
  const Component hollow = partOf("lens", "focal_length", Value(-0.05));
  QVERIFY(!findKind("lens")->silhouette(viewOf(hollow, *findKind("lens"))).empty());
}

void TestKinds::keysOfTheDesignExist_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("keys");
  QTest::newRow("leader") << "leader_laser"
                          << "wavelength power linewidth waist polarisation wall_plug_efficiency";
  QTest::newRow("array") << "vcsel_array"
                         << "role rows columns pitch waist power wall_plug_efficiency polarisation "
                            "symbol_rate lock_model auto_bias "
                            "detuning detuning_spread injection_ratio alpha field_decay_rate "
                            "carrier_decay_rate pump coupling_rate "
                            "linewidth usable_low usable_high tuning_thermal tuning_fast thermal_corner "
                            "resistance source_impedance "
                            "capacitance driver_bandwidth calibrated facet_area dac_bits dac_energy seed "
                            "threshold slope_efficiency turn_on_voltage pre_emphasis facet_reflectance "
                            "tuning_temperature thermal_coupling detuning_drift calibration_age";
  QTest::newRow("fan-out") << "fan_out"
                           << "orders_x orders_y period_x period_y efficiency order_efficiency "
                              "profile_x profile_y uniformity_error stray loss aperture seed";
  QTest::newRow("splitter") << "beam_splitter"
                            << "reflectance loss size";
  QTest::newRow("mirror") << "mirror"
                          << "reflectance loss aperture";
  QTest::newRow("lens") << "lens"
                        << "focal_length mapping loss aperture";
  QTest::newRow("shifter") << "phase_shifter"
                           << "phase servo loss aperture";
  QTest::newRow("isolator") << "isolator"
                            << "isolation loss aperture";
  QTest::newRow("stop") << "beam_stop"
                        << "aperture";
  QTest::newRow("detector")
      << "detector_line"
      << "rows columns pitch pixel_size quantum_efficiency dark_current background integration capacitance "
         "full_well temperature tia_energy gate adc_bits adc_energy pixel_area";
  QTest::newRow("loupe") << "loupe"
                         << "target face shows field channel width inset_x inset_y";
}

// Keys are interface: this list may grow, but nothing may leave it.
void TestKinds::keysOfTheDesignExist() {
  QFETCH(QString, kind);
  QFETCH(QString, keys);
  const Kind* found = findKind(kind.toStdString());
  QVERIFY(found);
  for (const QString& key :
       (keys + " x y angle fine_x fine_y fine_z fine_tilt fine_pitch enabled").split(' '))
    QVERIFY2(findParameter(parametersOf(*found), key.toStdString()), qPrintable(key));
}

void TestKinds::viewpointsAreWrittenAsTheyAreRead() {
  Viewpoint view;
  QCOMPARE(withViewpoint({}, view).values.size(), std::size_t{0});
  view.target = "lens1";
  view.face = 1;
  view.width = 3e-3;
  view.insetX = 0.01;
  view.field = 40e-6;
  view.channel = 7;
  view.show = ViewpointShow::Crosstalk;
  const Component part = withViewpoint({}, view);
  for (const auto& [key, value] : part.values) {
    const Parameter* row = findParameter(parametersOf(*findKind(part.kind)), key);
    QVERIFY2(row && checkedValue(*row, value).ok(), key.c_str());
  }
  const std::optional<Viewpoint> read = viewpointOf(part);
  QVERIFY(read && read->target == "lens1" && read->face == 1 && read->width == 3e-3 && read->channel == 7);
  QVERIFY(read->insetX == 0.01 && !read->insetY && read->field == 40e-6);
  QCOMPARE(read->show, ViewpointShow::Crosstalk);
  Component lens;
  lens.kind = "lens";
  QVERIFY(!viewpointOf(lens));
}

// Tracer, canvas, exporters and ledger interpret the vocabulary; adding a kind must not touch them.
void TestKinds::lightSeesNoViewpoint() {
  Design design;
  Component lens;
  lens.kind = "lens";
  const DesignEdit part = addComponent(design, lens);
  const DesignEdit view = addComponent(design, withViewpoint({}, {}));
  DesignEdit name, setting = setSetting(design, "training.epochs", Value(std::int64_t{7}));
  name.renamed = true;
  name.nameAfter = "x";
  QVERIFY(leavesLight(view) && leavesLight(inverse(view)) && leavesLight(name));
  QVERIFY(!leavesLight(part) && !leavesLight(inverse(part)) && !leavesLight(setting) && !leavesLight({}));
  QVERIFY(!leavesLight(merged(view, part)));
  DesignEdit turned = view;  // a loupe that becomes a lens
  turned.components.front().before = part.components.front().after;
  QVERIFY(!leavesLight(turned));
  Component loupe = withViewpoint({}, {});
  QVERIFY(isViewpoint(loupe) && !isViewpoint(lens) && !viewpointOf(lens));
  Viewpoint onLens;
  onLens.target = "lens1";
  loupe = withViewpoint(loupe, onLens);
  QCOMPARE(viewpointOf(loupe)->target, std::string("lens1"));
  QVERIFY(english(findKind("loupe")->summary(viewOf(loupe, *findKind("loupe")))) !=
          english(findKind("loupe")->summary(viewOf(withViewpoint({}, {}), *findKind("loupe")))));
}

void TestKinds::nobodyElseNamesAKind() {
  QRegularExpression quoted;
  QStringList names;
  for (const Kind* kind : allKinds())
    names << QString::fromUtf8(kind->id.data(), static_cast<int>(kind->id.size()));
  quoted.setPattern("\"(" + names.join('|') + ")\"");
  const QString root = LIGHTLOOM_SOURCE_DIR;
  for (const QString& folder : {root + "/core", root + "/ui", root + "/app"}) {
    QDirIterator files(folder, {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      const QString path = files.next();
      if (path.contains("/design/kinds/") || path.contains("/core/imperfections/")) continue;
      if (path.endsWith("/design/templates.h")) continue;      // groups of parts are made of kinds
      if (path.endsWith("/export/report_json.cpp")) continue;  // the report has a key of that name, F
      QFile file(path);
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QRegularExpressionMatch match = quoted.match(QString::fromUtf8(file.readAll()));
      QVERIFY2(!match.hasMatch(), qPrintable(path + " names " + match.captured()));
    }
  }
}

QTEST_APPLESS_MAIN(TestKinds)
#include "tst_kinds.moc"
