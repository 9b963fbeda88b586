package bzh.vigie.installers;

import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A runtime with no more modules than a program needs, made on this machine. */
final class SmallRuntime {
    /** Modules that no class of a program names, and why each is there. */
    private static final Map<String, String> EXTRA = new TreeMap<>(
            Map.of("jdk.unsupported", "sun.misc.Unsafe, which protobuf looks for by name and is slower without"));

    /** Modules that classes name which nothing calls, and which those are. */
    private static final Map<String, String> UNUSED = Map.of(
            "java.desktop", "two classes of Jetty's against leaks by AWT, which its own module only knows as optional");

    private static final List<String> OPTIONS = List.of(
            "--strip-java-debug-attributes",
            "--no-header-files",
            "--no-man-pages",
            "--compress=zip-9",
            // Classes for method handles, which a list made for this machine's runtime would name.
            "--disable-plugin",
            "generate-jli-classes");

    private SmallRuntime() {}

    /** The modules that these archives need, without what those require in turn. */
    static SortedSet<String> modulesOf(List<Path> jars) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", "25"));
        jars.forEach(each -> words.add(each.toString()));
        // Its last line; before it there may be warnings.
        String last = Tools.jdk("jdeps", words).strip().lines().toList().getLast();
        SortedSet<String> modules = new TreeSet<>(List.of(last.split(",", -1)));
        modules.addAll(EXTRA.keySet());
        modules.removeAll(UNUSED.keySet());
        return modules;
    }

    /**
     * Makes it, unless the one that is there was made from the same.
     *
     * @param more modules that are needed besides
     * @param without parts of modules that are not ({@link RuntimeModules#without})
     * @param kept where runtimes are unpacked and modules made
     * @return the top of the runtime
     */
    static Path make(GivenRuntime given, List<Path> jars, Set<String> more, List<String> without, Path kept)
            throws IOException, InterruptedException {
        Path top = given.unpacked(kept);
        SortedSet<String> modules = modulesOf(jars);
        modules.addAll(more);
        Path image = kept.resolve("image");
        Path stamp = kept.resolve("image.from");
        String from = Folders.sha256(top.resolve("lib").resolve("modules")) + " " + modules + " " + OPTIONS + " "
                + without + " " + Runtime.version();
        if (Files.isDirectory(image)
                && Files.exists(stamp)
                && Files.readString(stamp).equals(from)) {
            return image;
        }
        Files.deleteIfExists(stamp);
        Folders.remove(image);
        Path work = kept.resolve("work");
        Folders.remove(work);
        Path path = new RuntimeModules(given.system(), top, without).path(required(modules), work);
        List<String> words = new ArrayList<>(List.of(
                "--module-path",
                path.toString(),
                "--add-modules",
                String.join(",", modules),
                "--output",
                image.toString()));
        words.addAll(OPTIONS);
        Tools.jdk("jlink", words);
        Folders.remove(work);
        Files.writeString(stamp, from);
        return image;
    }

    /** These and all that they require, as this machine's Java of the same version has them. */
    private static Set<String> required(Set<String> modules) {
        return Configuration.empty().resolve(ModuleFinder.ofSystem(), ModuleFinder.of(), modules).modules().stream()
                .map(each -> each.reference())
                .map(ModuleReference::descriptor)
                .map(java.lang.module.ModuleDescriptor::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
