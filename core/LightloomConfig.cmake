# find_package(Lightloom): Lightloom::io loads designs and data, Lightloom::export writes files for others, and both
# bring Lightloom::core, which compiles and trains. Headers are included as in the program: "bench/bench.h".
include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(Eigen3 3.4 NO_MODULE)
find_dependency(ZLIB)
find_dependency(NLopt 2.7)
find_dependency(Qt6 6.4 COMPONENTS Core)
include(${CMAKE_CURRENT_LIST_DIR}/LightloomTargets.cmake)
