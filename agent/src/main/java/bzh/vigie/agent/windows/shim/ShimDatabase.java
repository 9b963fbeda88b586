package bzh.vigie.agent.windows.shim;

import bzh.vigie.agent.windows.ByteReader;
import bzh.vigie.agent.windows.TextBudget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A shim database (.sdb): what the compatibility layer does to which programs.
 *
 * <pre>
 *  0 u32 major, u32 minor, "sdbf", then tags: u16 tag, whose highest four bits are its kind:
 *    0x1 nothing, 0x2 u8, 0x3 u16, 0x4 u32, 0x5 u64, 0x6 u32 place of a text in the string table,
 *    0x7 list: u32 bytes, tags         0x8 text: u32 bytes, UTF-16        0x9 bytes: u32 bytes
 *    what is of odd length is followed by a byte
 * 0x7001 database: 0x6001 name, 0x9007 id, 0x7002 library, 0x7007 program …
 * 0x7007 program: 0x6001 file name, 0x6006 application, 0x9004 id, 0x7008 condition,
 *                 0x7009 shim: 0x6001 name, 0x6008 command line      0x700A patch: 0x6001 name      0x7011 flags …
 * 0x7004 shim of the library: 0x6001 name, 0x600A DLL       0x7005 patch of the library: 0x6001 name, 0x9002 bits
 * 0x7801 string table: 0x8801 texts, their place counted from the table's tag
 * </pre>
 *
 * <p>Source: Microsoft "Application Compatibility Database" (devnotes: shim database types and tags).
 *
 * @param name of the database
 * @param id GUID in braces; the file of an installed one is named after it
 * @param malformed how many tags were not understood
 */
public record ShimDatabase(String name, String id, List<Program> programs, int malformed) {
    private static final int MAX_DEPTH = 16;
    private static final int MAX_PROGRAMS = 20_000;
    private static final int MAX_FIXES = 256;
    private static final int MAX_TEXTS = 200_000;
    private static final int MAX_TEXT = 4_096;

    public ShimDatabase {
        programs = List.copyOf(programs);
    }

    /**
     * A program that something is done to.
     *
     * @param file its name, {@code *} for any
     */
    public record Program(String file, String application, List<Fix> fixes) {
        public Program {
            fixes = List.copyOf(fixes);
        }

        /** Whether what is done loads other code or runs another program: what attackers use databases for. */
        public boolean injects() {
            return fixes.stream().anyMatch(Fix::injects);
        }
    }

    /**
     * What is done.
     *
     * @param name of the shim, such as {@code InjectDll} or {@code RedirectEXE}, or of the patch
     * @param commandLine its parameter
     * @param isPatch it changes bytes in memory
     * @param dll of a shim that the database brings with it; empty for Windows' own
     */
    public record Fix(String name, String commandLine, boolean isPatch, String dll) {
        private static final Set<String> INJECTING = Set.of(
                "injectdll",
                "redirectexe",
                "redirectshortcut",
                "terminateexe",
                "virtualregistry",
                "correctfilepaths",
                "loadlibraryredirect",
                "disablenx",
                "disableseh",
                "disablewindowsdefender",
                "getprocaddress");

        /** Whether it loads code or leads elsewhere. */
        public boolean injects() {
            return isPatch || !dll.isEmpty() || INJECTING.contains(name.toLowerCase(java.util.Locale.ROOT));
        }

        /** It in one line. */
        public String text() {
            String what = isPatch ? "patch " + name : name;
            String by = dll.isEmpty() ? "" : " from " + dll;
            return (what + by + " " + commandLine).strip();
        }
    }

    /** Whether bytes begin as such a file does. */
    public static boolean is(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        in.skip(8);
        return in.u32() == 0x6662_6473L;
    }

    /** Any bytes. */
    public static ShimDatabase parse(byte[] bytes) {
        if (!is(bytes)) {
            return new ShimDatabase("", "", List.of(), 1);
        }
        return new Reading(bytes).read();
    }

    private static final class Reading {
        private final byte[] bytes;
        private final Map<Long, String> texts = new HashMap<>();
        private final Map<String, String> dlls = new HashMap<>();
        private final List<Program> programs = new ArrayList<>();
        private final TextBudget budget = new TextBudget();
        private String name = "";
        private String id = "";
        private int malformed;

        Reading(byte[] bytes) {
            this.bytes = bytes;
        }

        ShimDatabase read() {
            ByteReader top = ByteReader.of(bytes);
            top.skip(12);
            tags(top, (tag, body, start) -> {
                if (tag == 0x7801) {
                    tags(body, (inner, text, place) -> {
                        if (inner == 0x8801 && texts.size() >= MAX_TEXTS) {
                            malformed++;
                        } else if (inner == 0x8801) {
                            texts.put((long) place - start, text.utf16z(MAX_TEXT));
                        }
                    });
                }
            });
            ByteReader again = ByteReader.of(bytes);
            again.skip(12);
            tags(again, (tag, body, start) -> {
                if (tag == 0x7001) {
                    database(body);
                }
            });
            List<Program> resolved = programs.stream().map(this::resolved).toList();
            return new ShimDatabase(name, id, resolved, malformed);
        }

        private void database(ByteReader in) {
            tags(in, (tag, body, start) -> {
                switch (tag) {
                    case 0x6001 -> name = text(body);
                    case 0x9007 -> id = body.guid();
                    case 0x7002 -> library(body);
                    case 0x7007 -> program(body);
                    default -> {
                        // what says nothing of programs: when it was made, for which Windows
                    }
                }
            });
        }

        private void library(ByteReader in) {
            tags(in, (tag, body, start) -> {
                if (tag == 0x7004) {
                    String[] shim = {"", ""};
                    tags(body, (inner, value, place) -> {
                        if (inner == 0x6001) {
                            shim[0] = text(value);
                        } else if (inner == 0x600A) {
                            shim[1] = text(value);
                        }
                    });
                    dlls.put(shim[0], shim[1]);
                }
            });
        }

        private void program(ByteReader in) {
            String[] names = {"", ""};
            List<Fix> fixes = new ArrayList<>();
            tags(in, (tag, body, start) -> {
                switch (tag) {
                    case 0x6001 -> names[0] = text(body);
                    case 0x6006 -> names[1] = text(body);
                    case 0x7009, 0x700A -> {
                        Fix fix = fix(body, tag == 0x700A);
                        if (fixes.size() < MAX_FIXES && budget.take(List.of(fix.name(), fix.commandLine()))) {
                            fixes.add(fix);
                        } else {
                            malformed++;
                        }
                    }
                    default -> {
                        // conditions on the program's version and its neighbours
                    }
                }
            });
            if (programs.size() < MAX_PROGRAMS && budget.take(List.of(names))) {
                programs.add(new Program(names[0], names[1], fixes));
            } else {
                malformed++;
            }
        }

        private Fix fix(ByteReader in, boolean isPatch) {
            String[] texts = {"", ""};
            tags(in, (tag, body, start) -> {
                if (tag == 0x6001) {
                    texts[0] = text(body);
                } else if (tag == 0x6008) {
                    texts[1] = text(body);
                }
            });
            return new Fix(texts[0], texts[1], isPatch, "");
        }

        /** With the DLL of a shim that the database's own library brings: it may stand behind the program. */
        private Program resolved(Program program) {
            Set<Fix> fixes = new LinkedHashSet<>();
            for (Fix fix : program.fixes()) {
                fixes.add(new Fix(fix.name(), fix.commandLine(), fix.isPatch(), dlls.getOrDefault(fix.name(), "")));
            }
            return new Program(program.file(), program.application(), List.copyOf(fixes));
        }

        private String text(ByteReader reference) {
            String text = texts.get(reference.u32());
            if (text == null) {
                malformed++;
                return "";
            }
            return text;
        }

        private interface Visitor {
            /** A tag, its content, and where it stands in the file. */
            void visit(int tag, ByteReader body, int start);
        }

        private int depth;

        private void tags(ByteReader in, Visitor visitor) {
            if (depth >= MAX_DEPTH) {
                malformed++;
                return;
            }
            depth++;
            while (in.remaining() >= 2) {
                int start = in.position();
                int tag = in.u16();
                long size = switch (tag >> 12) {
                    case 0x1 -> 0;
                    case 0x2 -> 1;
                    case 0x3 -> 2;
                    case 0x4, 0x6 -> 4;
                    case 0x5 -> 8;
                    case 0x7, 0x8, 0x9 -> in.u32();
                    default -> -1;
                };
                if (size < 0 || size > in.remaining()) {
                    malformed++;
                    break;
                }
                visitor.visit(tag, in.part(size), start);
                if (size % 2 == 1 && in.remaining() > 0) {
                    in.skip(1);
                }
            }
            depth--;
        }
    }
}
