package bzh.vigie.installers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The files of the agent on Windows, as they lie in the zip and are installed by the MSI, which has {@code service\} besides:
 *
 * <pre>
 *   vigie-agent.cmd  inventaire.cmd  LISEZMOI.txt  LICENSE.txt  NOTICE.txt
 *   lib\         the agent, what it stands on, and the options of its virtual machine
 *   runtime\     the virtual machine
 *   licences\
 *   service\vigie-agent-service.exe     procrun, byte for byte, so that its signature holds
 * </pre>
 */
final class WindowsTree {
    /** Of the service host, below the top. */
    static final String SERVICE = "service/vigie-agent-service.exe";

    private static final byte[] MARK_OF_UTF8 = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Path sources;
    private final Path top;
    private final String version;

    /**
     * One that is made anew.
     *
     * @param sources {@code src/main/windows}
     * @param top the folder to make
     */
    WindowsTree(Path sources, Path top, String version) throws IOException {
        this.sources = sources;
        this.top = top;
        this.version = version;
        Folders.remove(top);
        Files.createDirectories(top);
    }

    void programs(List<Path> jars, Path image) throws IOException {
        for (Path each : jars) {
            Folders.copy(each, top.resolve("lib").resolve(each.getFileName().toString()));
        }
        Folders.copyAll(image, top.resolve("runtime"));
        text("program.options", "lib/program.options");
        text("resident.options", "lib/resident.options");
        String classPath =
                jars.stream().map(each -> "%here%lib\\" + each.getFileName()).collect(Collectors.joining(";"));
        write("vigie-agent.cmd", lines(sources.resolve("vigie-agent.cmd")).replace("@CLASS-PATH@", classPath));
        text("inventaire.cmd", "inventaire.cmd");
    }

    /** @param daemon the unpacked archive of Apache Commons Daemon for Windows */
    void service(Path daemon) throws IOException {
        Folders.copy(daemon.resolve("amd64/prunsrv.exe"), top.resolve(SERVICE));
        copyText(daemon.resolve("NOTICE.txt"), "licences/commons-daemon-NOTICE.txt");
    }

    /** @param project the top of the source tree */
    void papers(Path project, List<Path> jars) throws IOException {
        text("LISEZMOI.txt", "LISEZMOI.txt");
        copyText(project.resolve("LICENSE"), "LICENSE.txt");
        copyText(project.resolve("NOTICE"), "NOTICE.txt");
        text("licences/LISEZMOI.txt", "licences/LISEZMOI.txt");
        text("licences/protobuf.txt", "licences/protobuf.txt");
        for (Path each : jars) {
            if (each.getFileName().toString().startsWith("jackson-core")) {
                write(
                        "licences/jackson-NOTICE.txt",
                        of(each, "META-INF/NOTICE") + of(each, "META-INF/FastDoubleParser-NOTICE"));
            }
        }
    }

    private void text(String source, String name) throws IOException {
        copyText(sources.resolve(source), name);
    }

    private void copyText(Path from, String name) throws IOException {
        write(name, lines(from));
    }

    private String lines(Path from) throws IOException {
        return Files.readString(from).replace("@VERSION@", version);
    }

    /** With Windows' ends of lines; a text for people says that it is UTF-8, which a program's must not. */
    private void write(String name, String text) throws IOException {
        List<byte[]> parts = new ArrayList<>();
        if (name.toLowerCase(Locale.ROOT).endsWith(".txt")) {
            parts.add(MARK_OF_UTF8);
        }
        parts.add(text.replace("\r\n", "\n").replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
        Path file = top.resolve(name);
        Files.createDirectories(file.getParent());
        try (var out = Files.newOutputStream(file)) {
            for (byte[] each : parts) {
                out.write(each);
            }
        }
    }

    private static String of(Path jar, String name) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            Optional<ZipEntry> entry = Optional.ofNullable(zip.getEntry(name));
            if (entry.isEmpty()) {
                return "";
            }
            try (InputStream in = zip.getInputStream(entry.get())) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }
}
