package bzh.vigie.installers;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.ModuleHashesAttribute;
import java.lang.classfile.attribute.ModulePackagesAttribute;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The modules of a runtime, as {@code jlink} on this machine takes them: those of a JDK are there ({@code jmods}); those of a
 * runtime that was itself made by {@code jlink} are taken out of its image ({@code lib/modules}), with the libraries and files that
 * belong to each (JEP 220, JEP 282).
 *
 * @param without parts of modules that stay out when one is taken out of an image: beginnings of names of class files
 */
record RuntimeModules(TargetSystem system, Path top, List<String> without) {
    /**
     * Parts that the agent needs none of, when a module is taken out of an image, packages that are exported kept in part: of java.xml what no
     * reader of XML text uses (the agent reads by StAX alone, without external entities), that is style sheets, XPath and the
     * compiler for both, writers, schemas of the W3C; of java.base the program for key stores. They would be a tenth of the download.
     */
    static final List<String> NOT_FOR_THE_AGENT = List.of(
            "com/sun/org/apache/xalan/",
            "com/sun/org/apache/bcel/",
            "com/sun/org/apache/xpath/internal/axes/",
            "com/sun/org/apache/xpath/internal/jaxp/",
            "com/sun/org/apache/xpath/internal/operations/",
            "com/sun/org/apache/xpath/internal/patterns/",
            "com/sun/org/apache/xml/internal/dtm/ref/",
            "com/sun/org/apache/xml/internal/serialize/",
            "com/sun/org/apache/xml/internal/serializer/",
            "com/sun/java_cup/",
            "jdk/xml/internal/jdkcatalog/",
            "sun/security/tools/keytool/");

    /** What the agent finds by name when it reads a directory: its name service, and the login by a computer's key. */
    static final Set<String> OF_A_DIRECTORY = Set.of("jdk.naming.dns", "jdk.security.auth");

    /** Modules with native code that this does not know the files of. */
    private static final Set<String> NOT_KNOWN = Set.of("java.desktop", "java.prefs", "java.instrument", "java.rmi");

    /**
     * A folder that {@code jlink} can be given.
     *
     * @param wanted names of modules, with all that they require
     * @param work where modules are made
     */
    Path path(Set<String> wanted, Path work) throws IOException {
        Path made = top.resolve("jmods");
        if (Files.isDirectory(made)) {
            return made;
        }
        Path modules = work.resolve("jmods");
        Files.createDirectories(modules);
        try (FileSystem image = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", top.toString()))) {
            for (String each : wanted) {
                if (NOT_KNOWN.contains(each)) {
                    throw new IOException("the files of " + each + " are not known: give a JDK with its jmods");
                }
                Path folder = work.resolve(each);
                classes(image.getPath("modules", each), folder.resolve("classes"));
                make(each, folder, modules.resolve(each + ".jmod"));
            }
        }
        return modules;
    }

    private void classes(Path module, Path to) throws IOException {
        if (!Files.isDirectory(module)) {
            throw new IOException("the runtime lacks the module " + module.getFileName());
        }
        try (Stream<Path> all = Files.walk(module)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                String name = module.relativize(each).toString();
                if (without.stream().anyMatch(name::startsWith)) {
                    continue;
                }
                Path file = to.resolve(name);
                Files.createDirectories(file.getParent());
                try (InputStream in = Files.newInputStream(each)) {
                    byte[] content = in.readAllBytes();
                    Files.write(file, name.equals("module-info.class") ? asTaken(content) : content);
                }
            }
        }
    }

    /**
     * Without the digests of other modules that one was built with, which modules taken out of an image no longer have, and without
     * the list of its packages, which {@code jmod} makes anew.
     */
    private static byte[] asTaken(byte[] moduleInfo) {
        ClassFile format = ClassFile.of();
        return format.transformClass(
                format.parse(moduleInfo),
                ClassTransform.dropping(element ->
                        element instanceof ModuleHashesAttribute || element instanceof ModulePackagesAttribute));
    }

    private void make(String module, Path folder, Path jmod) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                "create",
                "--target-platform",
                system.platform(),
                "--date",
                FixedZip.TIME.toString(),
                // Read once, by jlink.
                "--compress",
                "zip-0",
                "--class-path",
                folder.resolve("classes").toString()));
        for (Path each : Folders.files(top)) {
            String name = Folders.name(top, each);
            if (system.pieces(module).stream().anyMatch(piece -> matches(piece, name))) {
                Folders.copy(each, folder.resolve(section(name)).resolve(name.substring(name.indexOf('/') + 1)));
            } else if (name.startsWith("legal/" + module + "/")) {
                Folders.copy(
                        each, folder.resolve("legal").resolve(each.getFileName().toString()));
            }
        }
        for (Map.Entry<String, String> each : Map.of(
                        "cmds", "--cmds", "libs", "--libs", "conf", "--config", "legal", "--legal-notices")
                .entrySet()) {
            if (Files.isDirectory(folder.resolve(each.getKey()))) {
                words.add(each.getValue());
                words.add(folder.resolve(each.getKey()).toString());
            }
        }
        words.add(jmod.toString());
        Tools.jdk("jmod", words);
    }

    private static boolean matches(String piece, String name) {
        return piece.endsWith("*") ? name.startsWith(piece.substring(0, piece.length() - 1)) : piece.equals(name);
    }

    /** Of a file of a module: programs, libraries with what lies in {@code lib}, or settings. */
    private String section(String name) {
        if (name.startsWith("conf/")) {
            return "conf";
        }
        return Path.of(name).equals(system.program()) ? "cmds" : "libs";
    }
}
