#pragma once

#include "rooms.h"

namespace lightloom {

/// Tests look into every room.
namespace tests {
using namespace exports;
using namespace speed;
using namespace ui;
}  // namespace tests

/// What tests share.
namespace test {
using namespace tests;
}
namespace testing {
using namespace tests;
}
namespace scenes {
using namespace tests;
}
namespace rays {
using namespace tests;
}
namespace random_benches {
using namespace tests;
}

}  // namespace lightloom

namespace test = lightloom::test;
namespace testing = lightloom::testing;
namespace scenes = lightloom::scenes;
namespace rays = lightloom::rays;
namespace random_benches = lightloom::random_benches;
