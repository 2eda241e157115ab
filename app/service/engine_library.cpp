// SPDX-License-Identifier: GPL-3.0-or-later
// open_engine() of core/api/engine.h: the programs do not link LibTorch, they open the library that does when needed.
#include <cstring>
#include <filesystem>
#include <system_error>

#include <dlfcn.h>

#include "app/service/paths.h"
#include "core/api/engine.h"
#include "core/base/file_io.h"

namespace sfumato {
namespace {

namespace fs = std::filesystem;

/// The library's entry: a new engine, which the caller owns.
using MakeEngine = Engine *(const char *builtinModel, const char *vocabulary);
constexpr const char *entryName = "sfumato_make_engine";

/// The headers that the library was built with. Of others than ours, a request would be read from the wrong places.
using ApiStamp = const char *();
constexpr const char *stampName = "sfumato_api_stamp";
constexpr const char *libraryName = "libsfumato_engine.so";

// The studio links OpenCV, which brings Debian's reference BLAS. Symbols of the program come first for what it opens, so
// without DEEPBIND LibTorch would multiply its matrices with that sgemm_ in place of its own: ten times slower.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) // their runtimes cannot bear it
constexpr int openMode = RTLD_NOW | RTLD_LOCAL;
#else
constexpr int openMode = RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND;
#endif

fs::path findLibrary() {
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown).parent_path();
    for (const char *folder : {".", "../lib", "../lib/sfumato"})
        if (fs::path file = program / folder / libraryName; fs::exists(file, unknown))
            return file.lexically_normal();
    return {};
}

} // namespace

Result<std::shared_ptr<Engine>> open_engine() {
    const fs::path file = findLibrary();
    if (file.empty())
        return fail(ErrorCode::NotFound, libraryName, "lies neither beside the program nor in ../lib", "build or install it");
    void *library = ::dlopen(file.c_str(), openMode);
    if (!library) {
        const char *reason = ::dlerror();
        return fail(ErrorCode::Unreadable, display(file), reason ? reason : "cannot be loaded",
                    "check that LibTorch is installed as it was when this was built");
    }
    auto *makeEngine = reinterpret_cast<MakeEngine *>(::dlsym(library, entryName));
    auto *stamp = reinterpret_cast<ApiStamp *>(::dlsym(library, stampName));
    if (!makeEngine || !stamp || std::strcmp(stamp(), SFUMATO_API_STAMP) != 0)
        return fail(ErrorCode::UnsupportedFormat, display(file), "belongs to another version of Sfumato", "install both anew");
    const std::string builtinModel = (service::resourcesFolder() / "model").string();
    const std::string vocabulary = service::clipVocabularyFolder().string();
    return std::shared_ptr<Engine>(makeEngine(builtinModel.c_str(), vocabulary.c_str())); // the library stays loaded: LibTorch does not bear being unloaded
}

} // namespace sfumato
