# The core as a library for others: targets, headers and what find_package(Lightloom) reads. A room's public headers lie
# in its folder, and those in `internal` below it stay at home.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(lightloom_package ${CMAKE_INSTALL_LIBDIR}/cmake/Lightloom)
foreach(part learn core io export kernels flags)
  set_target_properties(lightloom_${part} PROPERTIES EXPORT_NAME ${part})
endforeach()
install(TARGETS lightloom_learn lightloom_core lightloom_io lightloom_export lightloom_flags EXPORT LightloomTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
target_include_directories(lightloom_learn INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/lightloom>)

install(FILES rooms.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lightloom)
foreach(room base kernels product learn design optics laser locks imperfections bench report train study speed validation
             files datasets documents export)
  file(GLOB headers ${CMAKE_CURRENT_SOURCE_DIR}/${room}/*.h)
  install(FILES ${headers} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/lightloom/${room})
endforeach()

install(EXPORT LightloomTargets NAMESPACE Lightloom:: DESTINATION ${lightloom_package})
write_basic_package_version_file(LightloomConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES LightloomConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/LightloomConfigVersion.cmake
        DESTINATION ${lightloom_package})
