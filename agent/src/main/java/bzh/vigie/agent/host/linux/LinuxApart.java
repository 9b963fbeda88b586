package bzh.vigie.agent.host.linux;

import bzh.vigie.agent.host.Apart;
import bzh.vigie.agent.host.ApartProcess;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.PasswdAccounts;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.packages.InstalledPackages;
import bzh.vigie.event.ReasonCode;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * Our own program apart. A thread gives up its rights, starts it, and waits for its end: a process has the rights of the thread
 * that starts it, and ends with it.
 */
public final class LinuxApart implements Apart {
    private static final byte[] FIRST_TO_DIE = {'1', '0', '0', '0'};

    private final AllowedCommands command;
    private final String root;
    private final Supplier<Optional<byte[]>> key;

    /** One that reads the files below that directory, an absolute path. */
    public LinuxApart(String root) {
        this(AllowedCommands.READER, root, Optional::empty);
    }

    private LinuxApart(AllowedCommands command, String root, Supplier<Optional<byte[]>> key) {
        this.command = command;
        this.root = root;
        this.key = key;
    }

    /**
     * One that reads the directory of the domain whose computer's key lies below that directory: it has the network.
     *
     * @param key that key: handed over to the process, which then reads no other file than everybody may. Where there is none it may read every
     *     file, as it needs to on a controller
     */
    public static LinuxApart ofDirectory(String root, Supplier<Optional<byte[]>> key) {
        return new LinuxApart(AllowedCommands.DIRECTORY, root, key);
    }

    /** To be called by the process that reads a directory: the file with the key that it was handed; empty where there was none. */
    public static Optional<Path> handedKey(InputStream from) throws IOException {
        return HandedKey.take(from);
    }

    /** To be called by the process itself, first of all. */
    public static void begin() {
        dieFirst();
        LowerRights.endWithParent();
    }

    /**
     * Where memory runs out, the kernel ends this process before any other (proc_pid_oom_score_adj(5)): what it was reading is
     * told as lost and read again. A process may always make itself the first; only before what {@code /proc} shows of it is
     * the superuser's.
     */
    private static void dieFirst() {
        try (FileOutputStream adjustment = new FileOutputStream("/proc/self/oom_score_adj")) {
            adjustment.write(FIRST_TO_DIE);
        } catch (IOException e) {
            // What the kernel refuses, stays as it is, as with rights.
            return;
        }
    }

    /** The calling process comes last in every queue from now on. */
    public static void comeLast() {
        LowerRights.comeLast();
        String[] threads = new File("/proc/self/task").list();
        for (String thread : threads == null ? new String[0] : threads) {
            int ignored = SystemCalls.niceThread(Integer.parseInt(thread), LowerRights.NICEST);
        }
    }

    /** What the process reads: the files, accounts and packages below that directory. */
    public static Reading<Machine> machine(String root) {
        return (root.equals("/") ? LinuxFiles.live() : LinuxFiles.under(root))
                .then(files -> Reading.found(
                        new Machine(files, new PasswdAccounts(files), new InstalledPackages(files), Reading.absent())));
    }

    @Override
    public Started start(boolean waited) throws Refused {
        CompletableFuture<Optional<Process>> started = new CompletableFuture<>();
        Thread ignored = Thread.ofPlatform().name("reader-parent").daemon().start(() -> run(started, waited));
        try {
            return new ApartProcess(
                    started.get().orElseThrow(() -> new Refused(ReasonCode.NOT_SUPPORTED, "process not started")));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            endWhenItStarts(started);
            throw new Refused(ReasonCode.STOPPED, "interrupted");
        } catch (ExecutionException e) {
            throw new Refused(ReasonCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private static void endWhenItStarts(CompletableFuture<Optional<Process>> started) {
        CompletableFuture<Void> ignored = started.thenAccept(late -> late.ifPresent(Process::destroyForcibly));
    }

    private static void hand(byte[] key, Process process) {
        try {
            HandedKey.send(key, process.getOutputStream());
        } catch (IOException e) {
            // One that has ended: whoever talks to it next finds that out.
            return;
        }
    }

    private void run(CompletableFuture<Optional<Process>> started, boolean waited) {
        try {
            if (!waited) {
                LowerRights.comeLast();
            }
            Optional<byte[]> handed = key.get().filter(bytes -> bytes.length <= HandedKey.MOST);
            if (command != AllowedCommands.DIRECTORY) {
                LowerRights.withoutNetwork();
            }
            if (handed.isPresent()) {
                LowerRights.toNothing();
            } else {
                LowerRights.toReadingOnly();
            }
            Optional<Process> process = command.converse(root);
            if (process.isPresent() && command == AllowedCommands.DIRECTORY) {
                hand(handed.orElse(new byte[0]), process.get());
            }
            if (started.complete(process) && process.isPresent()) {
                int ignored = process.get().waitFor();
            }
        } catch (RuntimeException e) {
            boolean ignored = started.completeExceptionally(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
