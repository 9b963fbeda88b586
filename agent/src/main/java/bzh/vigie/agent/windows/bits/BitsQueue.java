package bzh.vigie.agent.windows.bits;

import bzh.vigie.agent.host.Bytes;
import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.TextBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Jobs of BITS in {@code %ProgramData%\Microsoft\Network\Downloader}: qmgr0.dat and qmgr1.dat up to Windows 8.1, qmgr.db (an ESE
 * database) since Windows 10. Jobs are found by their mark wherever they stand in the file, so that neither form's structure is
 * needed.
 *
 * <pre>
 * job   16 bytes mark of the version of BITS, u32 kind (0 download, 1 upload, 2 upload with reply), u32 priority 0 … 3,
 *       u32 state 0 … 8, u32, GUID, text name, text description, text command, text parameters, text SID, u32 flags, …,
 *       the same mark again
 * text  u32 characters with the zero at the end, UTF-16
 * </pre>
 *
 * <p>Undocumented by Microsoft. Sources: ANSSI-FR/bits_parser ("job delimiter"), SafeBreach-Labs/BITSInject ("job header footer"),
 * fireeye/BitsParser, puffyCid/artemis ("Last 16 bytes is the
 * footer (same value as header)", read of queues of Windows 10 and 11). What this cannot see: a job whose text is
 * interrupted by the end of a database page; of a version whose mark is not known; whether a job in qmgr.db was removed already
 * (its bytes stay until the page is used again).
 *
 * @param malformed how many marks neither end a job nor are followed by a whole one, and one each for a file that is no queue, that
 *     does not end where its last page does, or that is larger or has more jobs than are read
 */
public record BitsQueue(List<Job> jobs, int malformed) {
    private static final List<String> MARKS = List.of(
            "93362035a00c104a84f3b17e7b499cd7",
            "101370c83653b34183e581557f361b87",
            "8c93ea64030f6840b46ff97fe51d4dcd",
            "b346ed3d3b10f944bc2fe8378bd31986",
            "a15609e143afc94292e66f9856eba7f6",
            "9f95d44c6470f24b84d7476a7e62699f",
            "f11926a93203bf4c9427898818958831",
            "c133bcddfb5aaf4db8a12268b39d01ad",
            "d057568f2c013e4ead2cf4a5d7656faf",
            "5067419457031d46a4cc5dd9990706e4");
    private static final byte[] OLDER = java.util.HexFormat.of().parseHex("13f72bc84099124a9f1a3aaebd894eea");
    private static final long DATABASE = 0x89ab_cdefL;
    private static final long PAGE = 4_096;
    private static final int CHUNK = 1 << 20;
    private static final int MAX_JOB = 64 << 10;
    private static final int MAX_JOBS = 10_000;
    private static final int MAX_TEXT = 16_384;
    private static final long MAX_FILE = 512L << 20;
    private static final List<String> STATES = List.of(
            "queued",
            "connecting",
            "transferring",
            "suspended",
            "error",
            "transient-error",
            "transferred",
            "acknowledged",
            "cancelled");

    public BitsQueue {
        jobs = List.copyOf(jobs);
    }

    /**
     * A job.
     *
     * @param command what is started when it is done or fails; empty for most jobs
     * @param owner SID
     * @param urls addresses that stand behind it in the file, as far as they are near; not surely its own
     */
    public record Job(
            String id,
            String name,
            String description,
            String state,
            String command,
            String parameters,
            String owner,
            List<String> urls) {
        public Job {
            urls = List.copyOf(urls);
        }

        private List<String> texts() {
            List<String> texts = new ArrayList<>(List.of(name, description, command, parameters, owner));
            texts.addAll(urls);
            return texts;
        }

        /** What it starts, in one line. */
        public String commandLine() {
            return parameters.startsWith(command) || parameters.isEmpty()
                    ? (command + parameters.substring(Math.min(command.length(), parameters.length()))).strip()
                    : command + " " + parameters;
        }
    }

    /** Any bytes; no more than 512 MiB of them, and no more than 10,000 jobs. */
    public static BitsQueue read(Bytes file) {
        Set<Job> jobs = new LinkedHashSet<>();
        TextBudget budget = new TextBudget();
        int marked = 0;
        int malformed = 0;
        boolean open = false;
        List<byte[]> marks =
                MARKS.stream().map(java.util.HexFormat.of()::parseHex).toList();
        byte[] chunk = new byte[CHUNK + MAX_JOB];
        try {
            long size = Math.min(file.size(), MAX_FILE);
            malformed += file.size() > MAX_FILE ? 1 : 0;
            malformed += isWhole(file) ? 0 : 1;
            for (long start = 0; start < size; start += CHUNK) {
                int length = file.read(start, chunk);
                for (int i = 0; i < Math.min(CHUNK, length - 16); i++) {
                    if (!isMark(chunk, i, marks)) {
                        continue;
                    }
                    Job job = job(chunk, i + 16, Math.min(length, i + 16 + MAX_JOB));
                    boolean whole = !job.state().isEmpty();
                    malformed += whole || open ? 0 : 1;
                    // What follows the mark that ends a job is another thing, or nothing.
                    open = whole;
                    if (++marked > MAX_JOBS || !budget.take(job.texts())) {
                        // Jobs within jobs would cost far more than the file.
                        return new BitsQueue(new ArrayList<>(jobs), malformed + 1);
                    }
                    if (whole) {
                        jobs.add(job);
                    }
                }
            }
        } catch (IOException e) {
            malformed++;
        }
        return new BitsQueue(new ArrayList<>(jobs), malformed);
    }

    /** A database of ESE ([libesedb] "File header") has its signature at 4 and at 236 how large its pages are; older queues a mark. */
    private static boolean isWhole(Bytes file) throws IOException {
        byte[] head = new byte[240];
        ByteReader in = ByteReader.of(java.util.Arrays.copyOf(head, Math.max(0, file.read(0, head))));
        if (java.util.Arrays.equals(head, 0, 16, OLDER, 0, 16)) {
            return true;
        }
        in.skip(4);
        boolean database = in.u32() == DATABASE;
        in.skip(228);
        long page = in.u32();
        return database && !in.failed() && file.size() % (page == 0 ? PAGE : page) == 0;
    }

    private static boolean isMark(byte[] chunk, int at, List<byte[]> marks) {
        // Most bytes are zeros, and no mark begins with one.
        if (chunk[at] == 0) {
            return false;
        }
        for (byte[] mark : marks) {
            if (chunk[at] == mark[0]
                    && chunk[at + 1] == mark[1]
                    && java.util.Arrays.equals(chunk, at, at + 16, mark, 0, 16)) {
                return true;
            }
        }
        return false;
    }

    /** One without a state is no whole job. */
    private static Job job(byte[] chunk, int start, int end) {
        ByteReader at = ByteReader.of(chunk);
        at.seek(start);
        ByteReader in = at.part(end - start);
        long kind = in.u32();
        long priority = in.u32();
        long state = in.u32();
        in.skip(4);
        String id = in.guid();
        String name = text(in);
        String description = text(in);
        String command = text(in);
        String parameters = text(in);
        String owner = text(in);
        boolean whole = kind <= 2 && priority <= 3 && state < STATES.size() && owner.startsWith("S-1-") && !in.failed();
        return new Job(
                id,
                name,
                description,
                whole ? STATES.get((int) state) : "",
                command,
                parameters,
                owner,
                whole ? urls(in) : List.of());
    }

    private static String text(ByteReader in) {
        long characters = in.u32();
        if (characters > MAX_TEXT) {
            in.skip(Integer.MAX_VALUE);
            return "";
        }
        return in.utf16(2 * characters);
    }

    private static List<String> urls(ByteReader in) {
        String rest = new String(in.bytes(Math.min(in.remaining(), 4_096)), StandardCharsets.UTF_16LE);
        List<String> urls = new ArrayList<>();
        for (int at = rest.indexOf("http"); at >= 0 && urls.size() < 16; at = rest.indexOf("http", at + 4)) {
            int end = at;
            while (end < rest.length() && rest.charAt(end) > ' ' && rest.charAt(end) < 0x7F) {
                end++;
            }
            String url = rest.substring(at, end);
            if (url.contains("://")) {
                urls.add(url);
            }
        }
        return urls;
    }
}
