package bzh.vigie.collector;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Lets something run as somebody who does not own a folder. */
final class AnotherUser {
    private static final long NOBODY = 65_534;
    private static final String ROOT = "root";

    private AnotherUser() {}

    /**
     * Root's thread becomes nobody (the system call setresuid(2) is about one thread); any other user's own rights to these
     * files are taken away meanwhile.
     */
    static <T> T run(Set<Path> files, Callable<T> work) throws Exception {
        if (System.getProperty("user.name").equals(ROOT)) {
            FutureTask<T> task = new FutureTask<>(() -> {
                become();
                return work.call();
            });
            Thread.ofPlatform().start(task).join();
            return task.get();
        }
        Set<PosixFilePermission> before = PosixFilePermissions.fromString("rwx------");
        for (Path file : files) {
            Files.setPosixFilePermissions(file, Set.of());
        }
        try {
            return work.call();
        } finally {
            for (Path file : files) {
                Files.setPosixFilePermissions(file, before);
            }
        }
    }

    @SuppressWarnings("restricted")
    private static void become() {
        try {
            Linker linker = Linker.nativeLinker();
            ValueLayout.OfLong number = ValueLayout.JAVA_LONG;
            MethodHandle call = linker.downcallHandle(
                    linker.defaultLookup().find("syscall").orElseThrow(),
                    FunctionDescriptor.of(number, number, number, number, number),
                    Linker.Option.firstVariadicArg(1));
            long setresuid = System.getProperty("os.arch").equals("aarch64") ? 147 : 117;
            long failed = (long) call.invokeExact(setresuid, NOBODY, NOBODY, NOBODY);
            if (failed != 0) {
                throw new AssertionError("setresuid: " + failed);
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
