#include "product/encoding.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "design/kind.h"

using namespace lightloom::tests;

/// The list of encodings, which must be that of the setting, and their noise laws in limits.
class TestEncoding : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void encodingsAreThoseOfTheSetting();
  void noiseIsThatOfTheLightThatShines();
};

void TestEncoding::encodingsAreThoseOfTheSetting() {
  const Parameter* setting = findSetting("network.encoding");
  QVERIFY(setting != nullptr);
  QCOMPARE(setting->enumerators.size(), kEncodings.size());
  for (std::size_t i = 0; i < kEncodings.size(); ++i) {
    const EncodingLaw& law = *kEncodings[i];
    QCOMPARE(std::string(setting->enumerators[i]), std::string(law.key));
    QCOMPARE(&lawOf(law.encoding), &law);
    QCOMPARE(static_cast<int>(encodingOf(law.key)), static_cast<int>(law.encoding));
    QVERIFY(law.noise != nullptr);
    QCOMPARE(law.inputOperands != nullptr, law.inputsOnPhases);
    QVERIFY(law.weightsOnPhases || !law.inputsOnPhases);
  }
}

// At full drive, w = x = 1, every encoding sees all the light there is, over all its slots.
void TestEncoding::noiseIsThatOfTheLightThatShines() {
  const LinkNoiseInputs link{.shot = 1, .copies = 1, .weight = 30, .input = 70, .dark = 5};
  for (const EncodingLaw* law : kEncodings) {
    const LinkNoise noise = law->noise(link);
    QCOMPARE(noise.perSlot + noise.perX2 + noise.perW2, 105.0);
    QCOMPARE(noise.perProduct, 0.0);
    LinkNoiseInputs twice = link;
    twice.copies = 2;
    // What is always on shines twice as long, an input that has a sign in one of two slots.
    const double always = 5 + (law->weightsOnPhases ? 30 : 0) + (law->inputsOnPhases ? 70 : 0);
    QCOMPARE(law->noise(twice).perSlot, 2 * always);
    QCOMPARE(law->noise(twice).perX2, noise.perX2);
  }
}

QTEST_APPLESS_MAIN(TestEncoding)
#include "tst_encoding.moc"
