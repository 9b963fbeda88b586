package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import bzh.vigie.agent.host.windows.FolderVerdict.Answer;
import bzh.vigie.agent.windows.security.SecurityDescriptor;
import bzh.vigie.agent.windows.security.Sid;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A folder of this Windows that is SYSTEM's and the administrators' alone, from the instant it is made: nobody else may read,
 * list or write what lies in it. One that is there already may have been made by somebody else, since every user may make
 * folders in {@code C:\ProgramData}: whose it is, is asked of the folder itself, which is opened without following a link. Safe
 * for any thread.
 */
public final class PrivateFolder {
    private static final int READ_CONTROL = 0x0002_0000;
    private static final int WRITE_DAC = 0x0004_0000;
    private static final int SYNCHRONIZE = 0x0010_0000;
    private static final int READ_ATTRIBUTES = 0x80;
    private static final int DIRECTORY = 0x1;
    private static final int SYNCHRONOUS = 0x20;
    private static final int OPEN_LINK_ITSELF = 0x0020_0000;
    private static final int SHARE_ALL = 7;
    private static final int CREATE = 2;
    private static final int ATTRIBUTE_TAG = 35;
    /** FILE_STANDARD_INFORMATION ([MS-FSCC] 2.4.47): at 16 how many names, u32. */
    private static final int STANDARD = 5;

    private static final int STANDARD_BYTES = 24;
    private static final int STANDARD_LINKS = 16;
    private static final int FILE_ATTRIBUTE_DIRECTORY = 0x10;
    private static final int REPAIR = READ_CONTROL | WRITE_DAC | READ_ATTRIBUTES | SYNCHRONIZE;
    private static final int OWNER_AND_DACL = 0x1 | 0x4;
    private static final int PROTECTED_DACL = 0x8000_0000 | 0x4;
    private static final int MAX_DESCRIPTOR = 64 * 1024;
    private static final int MOST_REPAIRED = 100_000;

    private static final int QUERY_TOKEN = 0x8;
    private static final int TOKEN_USER = 1;
    private static final int TOKEN_USER_BYTES = 256;

    private static final MethodHandle CREATE_FILE = Ntdll.call(
            "NtCreateFile",
            ADDRESS,
            JAVA_INT,
            ADDRESS,
            ADDRESS,
            ADDRESS,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            JAVA_INT,
            ADDRESS,
            JAVA_INT);
    private static final MethodHandle SET_SECURITY = Ntdll.call("NtSetSecurityObject", JAVA_LONG, JAVA_INT, ADDRESS);
    private static final MethodHandle OPEN_TOKEN = Ntdll.call("NtOpenProcessToken", JAVA_LONG, JAVA_INT, ADDRESS);
    private static final MethodHandle QUERY_TOKEN_USER =
            Ntdll.call("NtQueryInformationToken", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);

    private PrivateFolder() {}

    /**
     * Makes the folder where it is not there yet, with those on the way to it; one that is there is checked, and is given its
     * rights again where others had some.
     *
     * @return who else had a right to it until now, as people know them; empty where all was well
     * @throws FileSystemException where it cannot be used; its reason is a {@link bzh.vigie.text.SourceText#detail}
     */
    public static List<String> ensure(Path folder) throws IOException {
        Path whole = folder.toAbsolutePath().normalize();
        List<Path> missing = new ArrayList<>();
        for (Path each = whole;
                each != null && !Files.exists(each, LinkOption.NOFOLLOW_LINKS);
                each = each.getParent()) {
            missing.addFirst(each);
        }
        List<String> others = new ArrayList<>();
        Path parent = whole.getParent();
        if (missing.size() <= 1 && parent != null && isOfPrograms(parent)) {
            others.addAll(checked(parent));
        }
        for (Path each : missing) {
            make(each);
        }
        others.addAll(checked(whole));
        return others.stream().distinct().toList();
    }

    /** Whether everybody may make a folder beside it: one below the folder of all programs' data. */
    private static boolean isOfPrograms(Path folder) {
        Path parent = folder.getParent();
        String data = Optional.ofNullable(System.getenv("ProgramData")).orElse("C:\\ProgramData");
        return parent != null && parent.toString().toLowerCase(Locale.ROOT).equals(data.toLowerCase(Locale.ROOT));
    }

    private static void make(Path folder) throws FileSystemException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            MemorySegment attributes = NewObject.attributes(arena, kernel(folder), PrivateDescriptor.forFolder());
            int status = (int) CREATE_FILE.invokeExact(
                    handle,
                    READ_CONTROL | SYNCHRONIZE,
                    attributes,
                    arena.allocate(16, 8),
                    MemorySegment.NULL,
                    0,
                    SHARE_ALL,
                    CREATE,
                    DIRECTORY | SYNCHRONOUS | OPEN_LINK_ITSELF,
                    MemorySegment.NULL,
                    0);
            if (!NtStatus.isSuccess(status)) {
                throw failed(folder, status);
            }
            Ntdll.close(handle.get(JAVA_LONG, 0));
        } catch (FileSystemException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static List<String> checked(Path folder) throws IOException {
        FolderVerdict verdict = verdict(folder);
        if (verdict.answer() == Answer.REFUSED) {
            throw new FileSystemException(folder.toString(), null, verdict.detail(folder.toString()));
        }
        if (verdict.answer() == Answer.REPAIR) {
            repair(folder);
            if (verdict(folder).answer() != Answer.FINE) {
                throw new FileSystemException(folder.toString(), null, FolderVerdict.notRepaired(folder.toString()));
            }
        }
        return verdict.others();
    }

    private static FolderVerdict verdict(Path folder) throws FileSystemException {
        long handle = open(folder, READ_CONTROL | READ_ATTRIBUTES | SYNCHRONIZE);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tag = arena.allocate(8, 8);
            int status = Ntdll.queryFile(handle, arena.allocate(16, 8), tag, ATTRIBUTE_TAG);
            if (!NtStatus.isSuccess(status)) {
                throw failed(folder, status);
            }
            MemorySegment buffer = arena.allocate(MAX_DESCRIPTOR, 8);
            status = Ntdll.querySecurity(handle, OWNER_AND_DACL, buffer, arena.allocate(JAVA_INT));
            if (!NtStatus.isSuccess(status)) {
                throw failed(folder, status);
            }
            return FolderVerdict.of(
                    tag.get(JAVA_INT, 0), SecurityDescriptor.parse(buffer.toArray(JAVA_BYTE)), ownUser());
        } finally {
            Ntdll.close(handle);
        }
    }

    /**
     * What lies in it may have been read until now; from now on it is as if it had always been private. Each thing is opened in the
     * open folder that it lies in and looked at before: others may put links there, and swap folders for them, by which the rights
     * of files of other folders would be taken away. Until all is looked at the folder does not count as private, so that what was
     * refused once is refused at the next start too.
     */
    private static void repair(Path folder) throws IOException {
        long handle = open(folder, REPAIR);
        try {
            set(folder, handle, PrivateDescriptor.forUnfinishedFolder());
            repairIn(folder, handle, new AtomicInteger(MOST_REPAIRED));
            set(folder, handle, PrivateDescriptor.forFolder());
        } finally {
            Ntdll.close(handle);
        }
    }

    private static void repair(Path file, long handle, AtomicInteger left) throws IOException {
        boolean isFolder = isFolder(file, handle);
        set(file, handle, isFolder ? PrivateDescriptor.forFolder() : PrivateDescriptor.forFile());
        if (isFolder) {
            repairIn(file, handle, left);
        }
    }

    private static void repairIn(Path folder, long handle, AtomicInteger left) throws IOException {
        List<Path> names;
        try (Stream<Path> all = Files.list(folder)) {
            names = all.limit(MOST_REPAIRED + 1L).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path each : names) {
            if (left.decrementAndGet() < 0) {
                throw new FileSystemException(folder.toString(), null, FolderVerdict.notRepaired(folder.toString()));
            }
            Ntdll.Opened opened =
                    Ntdll.openFile(handle, each.getFileName().toString(), REPAIR, SYNCHRONOUS | OPEN_LINK_ITSELF);
            if (!opened.isOpen()) {
                throw failed(each, opened.status());
            }
            try {
                repair(each, opened.handle(), left);
            } finally {
                Ntdll.close(opened.handle());
            }
        }
    }

    /** Whether what is open is a folder; refused where it may be neither that nor a file of the agent's own. */
    private static boolean isFolder(Path file, long handle) throws FileSystemException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment tag = arena.allocate(8, 8);
            MemorySegment standard = arena.allocate(STANDARD_BYTES, 8);
            int status = Ntdll.queryFile(handle, arena.allocate(16, 8), tag, ATTRIBUTE_TAG);
            if (NtStatus.isSuccess(status)) {
                status = Ntdll.queryFile(handle, arena.allocate(16, 8), standard, STANDARD);
            }
            MemorySegment buffer = arena.allocate(MAX_DESCRIPTOR, 8);
            if (NtStatus.isSuccess(status)) {
                status = Ntdll.querySecurity(handle, OWNER_AND_DACL, buffer, arena.allocate(JAVA_INT));
            }
            if (!NtStatus.isSuccess(status)) {
                throw failed(file, status);
            }
            Optional<String> why = FolderVerdict.within(
                    tag.get(JAVA_INT, 0),
                    standard.get(JAVA_INT, STANDARD_LINKS),
                    SecurityDescriptor.parse(buffer.toArray(JAVA_BYTE)),
                    ownUser());
            if (why.isPresent()) {
                throw new FileSystemException(file.toString(), null, SourceText.detail(why.get(), file.toString()));
            }
            return (tag.get(JAVA_INT, 0) & FILE_ATTRIBUTE_DIRECTORY) != 0;
        }
    }

    private static void set(Path file, long handle, byte[] descriptor) throws FileSystemException {
        try (Arena arena = Arena.ofConfined()) {
            int status =
                    (int) SET_SECURITY.invokeExact(handle, PROTECTED_DACL, NewObject.descriptor(arena, descriptor));
            if (!NtStatus.isSuccess(status)) {
                throw failed(file, status);
            }
        } catch (FileSystemException e) {
            throw e;
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }

    private static long open(Path file, int access) throws FileSystemException {
        Ntdll.Opened opened = Ntdll.openFile(0, kernel(file), access, SYNCHRONOUS | OPEN_LINK_ITSELF);
        if (!opened.isOpen()) {
            throw failed(file, opened.status());
        }
        return opened.handle();
    }

    private static String kernel(Path file) {
        String name = file.toString();
        return name.startsWith("\\\\") ? "\\??\\UNC\\" + name.substring(2) : "\\??\\" + name;
    }

    private static FileSystemException failed(Path file, int status) {
        return new FileSystemException(file.toString(), null, FolderVerdict.failed(file.toString(), status));
    }

    /** Whose account this process runs under; empty where Windows does not tell. */
    private static Optional<Sid> ownUser() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment token = arena.allocate(ADDRESS);
            int status = (int) OPEN_TOKEN.invokeExact(Kernel32.THIS_PROCESS, QUERY_TOKEN, token);
            if (!NtStatus.isSuccess(status)) {
                return Optional.empty();
            }
            long handle = token.get(JAVA_LONG, 0);
            try {
                MemorySegment buffer = arena.allocate(TOKEN_USER_BYTES, 8);
                int told = (int) QUERY_TOKEN_USER.invokeExact(
                        handle, TOKEN_USER, buffer, TOKEN_USER_BYTES, arena.allocate(JAVA_INT));
                long at = buffer.get(JAVA_LONG, 0) - buffer.address();
                return NtStatus.isSuccess(told) && at > 0 && at < TOKEN_USER_BYTES
                        ? Sid.read(buffer.asSlice(at).toArray(JAVA_BYTE))
                        : Optional.empty();
            } finally {
                Ntdll.close(handle);
            }
        } catch (Throwable t) {
            throw NativeCalls.unexpected(t);
        }
    }
}
