package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.security.Sid;
import java.util.Optional;

/**
 * What the system trace provider tells of a process that begins or ends (Microsoft, "Process_TypeGroup1 class"; version 4 has
 * the flags besides):
 *
 * <pre>
 *   key pointer · pid u32 · parent u32 · session u32 · exit status i32 · page table pointer · flags u32 from version 4 on
 *   user: 0 u32 for none, or TOKEN_USER of two pointers and a SID · name of its program, a byte each, up to NUL
 *   command line UTF-16 up to NUL
 * </pre>
 *
 * Pure and total: a text that is not there is empty.
 *
 * @param sid of whoever it runs as; empty where none is told
 * @param name of the program's file, without its folder
 */
record ProcessPayload(
        int pid, int parent, int session, int exitStatus, Optional<Sid> sid, String name, String commandLine) {
    /** It began. */
    static final int START = 1;

    /** It ended. */
    static final int END = 2;

    private static final int OLDEST = 3;
    private static final int WITH_FLAGS = 4;
    private static final int LONGEST_NAME = 512;

    /** Of these data; empty where they are cut before the SID or of a version that had another order. */
    static Optional<ProcessPayload> parse(ByteReader data, int version, int pointer) {
        if (version < OLDEST) {
            return Optional.empty();
        }
        data.skip(pointer);
        int pid = data.i32();
        int parent = data.i32();
        int session = data.i32();
        int exitStatus = data.i32();
        data.skip(pointer);
        if (version >= WITH_FLAGS) {
            data.skip(4);
        }
        if (data.failed() || pid == 0) {
            return Optional.empty();
        }
        Optional<Sid> sid = sid(data, pointer);
        String name = data.latin1z(LONGEST_NAME);
        String commandLine = data.utf16z(CountedText.MOST + 1);
        String bounded = commandLine.length() > CountedText.MOST
                ? commandLine.substring(0, CountedText.MOST) + "…"
                : commandLine;
        return Optional.of(new ProcessPayload(pid, parent, session, exitStatus, sid, name, bounded));
    }

    private static Optional<Sid> sid(ByteReader data, int pointer) {
        int begin = data.position();
        if (data.u32() == 0) {
            return Optional.empty();
        }
        data.seek(begin + 2L * pointer);
        return Sid.read(data);
    }
}
