package bzh.vigie.installers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files of a program on Linux, as they lie on a machine where its package is installed:
 *
 * <pre>
 *   /usr/bin/vigie-…                      the command line
 *   /usr/lib/vigie-…/lib, runtime         the program, what it stands on, options of its virtual machine; the virtual machine
 *   /usr/lib/systemd/system, tmpfiles.d, sysusers.d
 *   /etc/default/vigie-…                  kept over upgrades
 *   /usr/share/doc/vigie-…                licences, what to do first
 * </pre>
 *
 * or in an archive to run from a stick:
 *
 * <pre>
 *   vigie-agent  inventaire.sh  LISEZMOI.txt  LICENSE  NOTICE  licences/  lib/  runtime/
 * </pre>
 *
 * @param sources {@code src/main/linux}
 * @param top the folder that stands for the root directory, or the archive's
 * @param values what stands for each {@code @NAME@} in the sources
 */
record LinuxTree(Path sources, Path top, Map<String, String> values) {
    LinuxTree {
        values = Map.copyOf(values);
    }

    /** Makes it anew, for a package. */
    void installed(LinuxProgram program, List<Path> jars, Path image, Path project) throws IOException {
        String name = program.packageName();
        String home = "/usr/lib/" + name;
        Folders.remove(top);
        Path own = sources.resolve(program.module());
        LinuxTree texts = with(home, classPath(home, jars));
        texts.programs(top.resolve("usr/lib").resolve(name), own, jars, image);
        texts.text(own.resolve(name), "usr/bin/" + name);
        for (String unit : List.of(name + ".service", name + ".path")) {
            texts.text(own.resolve(unit), "usr/lib/systemd/system/" + unit);
        }
        texts.text(own.resolve("service.options"), "usr/lib/" + name + "/lib/service.options");
        texts.text(own.resolve("tmpfiles.conf"), "usr/lib/tmpfiles.d/" + name + ".conf");
        if (Files.exists(own.resolve("sysusers.conf"))) {
            texts.text(own.resolve("sysusers.conf"), "usr/lib/sysusers.d/" + name + ".conf");
        }
        texts.text(own.resolve("default"), "etc/default/" + name);
        String papers = "usr/share/doc/" + name + "/";
        texts.text(sources.resolve("copyright"), papers + "copyright");
        texts.text(sources.resolve("../windows/licences/protobuf.txt"), papers + "protobuf.txt");
        texts.text(project.resolve("NOTICE"), papers + "NOTICE");
        texts.text(project.resolve("LICENSE"), papers + "LICENSE");
        if (program == LinuxProgram.AGENT) {
            texts.text(sources.resolve("stick/LISEZMOI.txt"), papers + "LISEZMOI.txt");
        } else {
            texts.text(project.resolve("docs/COLLECTOR.md"), papers + "COLLECTOR.md");
        }
        settle(Set.of("usr/bin/" + name));
    }

    /** Makes it anew, for a stick. */
    void carried(LinuxProgram program, List<Path> jars, Path image, Path project) throws IOException {
        Folders.remove(top);
        LinuxTree texts = with(
                "$(dirname \"$(readlink -f \"$0\")\")",
                jars.stream().map(each -> "$here/lib/" + each.getFileName()).collect(Collectors.joining(":")));
        texts.programs(top, sources.resolve(program.module()), jars, image);
        texts.text(sources.resolve(program.module()).resolve(program.packageName()), program.packageName());
        texts.text(sources.resolve("stick/inventaire.sh"), "inventaire.sh");
        texts.text(sources.resolve("stick/LISEZMOI.txt"), "LISEZMOI.txt");
        texts.text(project.resolve("LICENSE"), "LICENSE");
        texts.text(project.resolve("NOTICE"), "NOTICE");
        texts.text(sources.resolve("copyright"), "licences/copyright");
        texts.text(sources.resolve("../windows/licences/protobuf.txt"), "licences/protobuf.txt");
        settle(Set.of(program.packageName(), "inventaire.sh"));
    }

    private LinuxTree with(String here, String classPath) {
        Map<String, String> all = Stream.concat(
                        values.entrySet().stream(), Map.of("HERE", here, "CLASS-PATH", classPath).entrySet().stream())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new LinuxTree(sources, top, all);
    }

    private static String classPath(String home, List<Path> jars) {
        return jars.stream().map(each -> home + "/lib/" + each.getFileName()).collect(Collectors.joining(":"));
    }

    private void programs(Path home, Path own, List<Path> jars, Path image) throws IOException {
        for (Path each : jars) {
            Folders.copy(each, home.resolve("lib").resolve(each.getFileName().toString()));
        }
        for (Path each : Folders.files(image)) {
            ElfFile.copyWithoutSymbols(each, home.resolve("runtime").resolve(Folders.name(image, each)));
        }
        for (String options : List.of("program.options", "resident.options")) {
            if (Files.exists(own.resolve(options))) {
                text(
                        own.resolve(options),
                        top.relativize(home.resolve("lib").resolve(options)).toString());
            }
        }
    }

    private void text(Path from, String name) throws IOException {
        Path file = top.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, filled(from), StandardCharsets.UTF_8);
    }

    /** A text of the sources with its {@code @NAME@} filled in. */
    String filled(Path from) throws IOException {
        String text = Files.readString(from);
        for (Map.Entry<String, String> each : values.entrySet()) {
            text = text.replace("@" + each.getKey() + "@", each.getValue());
        }
        return text;
    }

    /** Rights and times that do not depend on who builds, and when; last of all. */
    private void settle(Set<String> commands) throws IOException {
        try (Stream<Path> all = Files.walk(top)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                String name = Folders.name(top, each);
                boolean runs = Files.isDirectory(each)
                        || commands.contains(name)
                        || name.matches("(?:.*/)?runtime/(?:bin/[^/]*|lib/jspawnhelper)");
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString(runs ? "rwxr-xr-x" : "rw-r--r--"));
                Files.setLastModifiedTime(each, FileTime.from(FixedZip.TIME));
            }
        }
    }
}
