// SPDX-License-Identifier: GPL-3.0-or-later
// The program that journal_kill_test kills: a random session with a journal, which now and then saves its project.
// journal_session FOLDER SEED: writes a byte to FOLDER/acts after each act that is done.
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "app/document/journal.h"
#include "app/document/project_file.h"
#include "core/base/error.h"
#include "tests/document/random_session.h"

using namespace sfumato;
using namespace sfumato::document;

namespace {

[[noreturn]] void stop(const Error &error) {
    std::fprintf(stderr, "%s\n", describe(error).c_str());
    std::exit(1);
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 3)
        return 2;
    const std::filesystem::path folder = argv[1];
    const int acts = ::open((folder / "acts").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    Document document(RandomSession::start());
    Result<std::unique_ptr<Journal>> journal = Journal::start(document, folder / "sessions", {"random", ""});
    if (!journal)
        stop(journal.error());
    QObject::connect(journal->get(), &Journal::failed, &document, stop);
    (*journal)->setLimit(400'000); // so that it begins anew several times
    RandomSession session(static_cast<unsigned>(std::atoi(argv[2])));
    for (int i = 1;; ++i) {
        session.act(document);
        if (::write(acts, ".", 1) != 1)
            return 1;
        if (i % 25 == 0) {
            if (const Result<void> saved = saveProject(document.state(), folder / "project.sfum"); !saved)
                stop(saved.error());
        }
    }
}
