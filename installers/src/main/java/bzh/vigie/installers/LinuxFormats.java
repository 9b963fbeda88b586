package bzh.vigie.installers;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Packages made of a tree, each by the tool of the distribution whose format it is: what it writes is what that distribution's own
 * packages are. The same files give the same package (SOURCE_DATE_EPOCH, one thread).
 *
 * @param sources {@code src/main/linux}
 * @param work a folder for what comes between
 * @param effort of compression, 1 to 9; 0 for none at all
 */
record LinuxFormats(Path sources, Path work, int effort) {
    private static final Map<String, String> FIXED =
            Map.of("SOURCE_DATE_EPOCH", Long.toString(FixedZip.TIME.getEpochSecond()));

    /** Makes a Debian package (deb(5)). */
    Path deb(LinuxProgram program, Path tree, String version, LibraryNeeds needs, Path target)
            throws IOException, InterruptedException {
        Path folder = work.resolve("deb");
        Folders.remove(folder);
        Tools.run(List.of("cp", "-a", tree.toString(), folder.toString()), Files.createDirectories(work), FIXED);
        Path control = Files.createDirectories(folder.resolve("DEBIAN"));
        long kibibytes = (Folders.size(tree) + 1_023) / 1_024;
        LinuxTree texts = new LinuxTree(
                sources,
                folder,
                Map.of(
                        "VERSION", version,
                        "PACKAGE", program.packageName(),
                        "SIZE", Long.toString(kibibytes),
                        "DEPENDS", needs.debian()));
        Path own = sources.resolve(program.module());
        control(texts, own.resolve("control"), control.resolve("control"), "rw-r--r--");
        control(texts, own.resolve("conffiles"), control.resolve("conffiles"), "rw-r--r--");
        control(texts, sources.resolve("preinst"), control.resolve("preinst"), "rwxr-xr-x");
        for (String script : List.of("postinst", "prerm", "postrm")) {
            control(texts, own.resolve(script), control.resolve(script), "rwxr-xr-x");
        }
        Files.writeString(control.resolve("md5sums"), sums(tree));
        settle(control.resolve("md5sums"), "rw-r--r--");
        settle(control, "rwxr-xr-x");
        settle(folder, "rwxr-xr-x");
        Path made = target.resolve(program.packageName() + "_" + version + "_amd64.deb");
        Tools.run(
                List.of(
                        "dpkg-deb",
                        "--root-owner-group",
                        "--threads-max=1",
                        effort == 0 ? "-Znone" : "-Zxz",
                        "-z" + effort,
                        "--build",
                        folder.toString(),
                        made.toString()),
                work,
                FIXED);
        Folders.remove(folder);
        return made;
    }

    /** Makes an RPM package. */
    Path rpm(LinuxProgram program, Path tree, String version, LibraryNeeds needs, Path target)
            throws IOException, InterruptedException {
        Path folder = work.resolve("rpm");
        Folders.remove(folder);
        Files.createDirectories(folder);
        Map<String, String> values = new HashMap<>(Map.of("VERSION", version, "TREE", tree.toString()));
        values.put(
                "REQUIRES",
                needs.rpm().stream().map(each -> "Requires: " + each).collect(Collectors.joining("\n")));
        Path spec = folder.resolve(program.packageName() + ".spec");
        Files.writeString(
                spec,
                new LinuxTree(sources, folder, values)
                        .filled(sources.resolve(program.module()).resolve("spec")));
        List<String> words = new ArrayList<>(List.of("rpmbuild", "-bb", "--target", "x86_64", "--nodeps"));
        Map.of(
                        "_topdir", folder.toString(),
                        "_rpmdir", folder.resolve("made").toString(),
                        "_dbpath", folder.resolve("db").toString(),
                        "_build_name_fmt", "made.rpm",
                        "_binary_payload", effort == 0 ? "w.ufdio" : "w" + effort + ".xzdio",
                        "_buildhost", "localhost",
                        // Nothing is done to the files.
                        "__os_install_post", "%{nil}",
                        "debug_package", "%{nil}",
                        "_build_id_links", "none",
                        "use_source_date_epoch_as_buildtime", "1")
                .forEach((name, value) -> words.addAll(List.of("--define", name + " " + value)));
        words.addAll(List.of("--define", "clamp_mtime_to_source_date_epoch 1", spec.toString()));
        Tools.run(words, folder, FIXED);
        Path made = target.resolve(program.packageName() + "-" + version + "-1.x86_64.rpm");
        Folders.copy(folder.resolve("made/made.rpm"), made);
        Folders.remove(folder);
        return made;
    }

    /** Makes an archive of a folder, whose name is the top of the archive. */
    Path tarGz(Path folder, Path target) throws IOException, InterruptedException {
        Path made = target.resolve(folder.getFileName() + ".tar.gz");
        Tools.run(
                List.of(
                        "tar",
                        "--create",
                        "--sort=name",
                        "--format=gnu",
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "--mtime=@" + FIXED.get("SOURCE_DATE_EPOCH"),
                        "--use-compress-program=gzip --no-name -" + (effort == 0 ? 1 : 9),
                        "--file",
                        made.toString(),
                        folder.getFileName().toString()),
                folder.resolveSibling("").toAbsolutePath(),
                FIXED);
        return made;
    }

    private static void control(LinuxTree texts, Path from, Path to, String rights) throws IOException {
        Files.writeString(to, texts.filled(from));
        settle(to, rights);
    }

    private static void settle(Path file, String rights) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(rights));
        Files.setLastModifiedTime(file, FileTime.from(FixedZip.TIME));
    }

    /** Sums by which {@code dpkg --verify} finds files that were damaged (deb-md5sums(5)). */
    private static String sums(Path tree) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path each : Folders.files(tree)) {
            String name = Folders.name(tree, each);
            if (!name.startsWith("etc/")) {
                all.append(md5(Files.readAllBytes(each)))
                        .append("  ")
                        .append(name)
                        .append('\n');
            }
        }
        return all.toString();
    }

    private static String md5(byte[] content) {
        try {
            return "%032x"
                    .formatted(
                            new BigInteger(1, MessageDigest.getInstance("MD5").digest(content)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
