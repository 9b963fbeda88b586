package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.event.Item.Trait;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Variables that make programs load or run something: profilers and start-up hooks of .NET, options of interpreters, the search
 * path, one item a folder of it, and the shell's own program. Others are not told.
 */
public final class Variables implements KeyFormat {
    private static final Map<String, Function<String, Run>> LOADING = new HashMap<>();

    static {
        Function<String, Run> library = text -> new WindowsRun.Library(text, false);
        Function<String, Run> program = text -> new WindowsRun.Command(text, false);
        Function<String, Run> nothing = text -> new Run.Nothing();
        for (String name : List.of(
                "COR_PROFILER_PATH",
                "COR_PROFILER_PATH_32",
                "COR_PROFILER_PATH_64",
                "CORECLR_PROFILER_PATH",
                "CORECLR_PROFILER_PATH_32",
                "CORECLR_PROFILER_PATH_64",
                "DOTNET_STARTUP_HOOKS")) {
            LOADING.put(WindowsPath.fold(name), library);
        }
        for (String name : List.of("COR_PROFILER", "CORECLR_PROFILER")) {
            LOADING.put(WindowsPath.fold(name), text -> new WindowsRun.ComClass(text, false));
        }
        for (String name : List.of(
                "COR_ENABLE_PROFILING",
                "CORECLR_ENABLE_PROFILING",
                "APPDOMAIN_MANAGER_ASM",
                "APPDOMAIN_MANAGER_TYPE",
                "NODE_OPTIONS",
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "PERL5OPT",
                "PERL5LIB",
                "PYTHONPATH",
                "PYTHONSTARTUP",
                "PYTHONHOME",
                "RUBYOPT",
                "PSMODULEPATH",
                "COMPLUS_VERSION",
                "__COMPAT_LAYER",
                "SSH_ASKPASS",
                "GIT_SSH_COMMAND",
                "ELECTRON_RUN_AS_NODE",
                "OPENSSL_CONF")) {
            LOADING.put(WindowsPath.fold(name), nothing);
        }
        LOADING.put(WindowsPath.fold("ComSpec"), program);
    }

    @Override
    public Parsed parse(SourceKey key) {
        List<Draft> drafts = new ArrayList<>();
        for (RegistryValue value : key.key().values()) {
            String name = WindowsPath.fold(value.name());
            String text = SourceKey.shown(value.data());
            if (name.equals("path")) {
                folders(drafts, text);
            } else if (LOADING.containsKey(name)) {
                Run run = LOADING.get(name).apply(text);
                Draft draft = Commands.of(value.name(), text, run);
                boolean usual = name.equals("comspec") || name.equals("psmodulepath");
                drafts.add(usual ? draft.made(isUsual(text)) : draft.with(Trait.LOADER_VARIABLE, true));
            }
        }
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        return Stream.concat(LOADING.keySet().stream(), Stream.of("path"))
                .sorted()
                .map(name -> new ReadValue(name, "setting"))
                .toList();
    }

    private static boolean isUsual(String text) {
        return WindowsPath.fold(text)
                .matches("(?:(?:%systemroot%|%windir%|[a-z]:\\\\windows)\\\\system32\\\\cmd\\.exe"
                        + "|(?:(?:%programfiles%|[a-z]:\\\\program files|%systemroot%|[a-z]:\\\\windows)[^;]*;?)+)");
    }

    private static void folders(List<Draft> drafts, String path) {
        for (String folder : path.split(";", 256)) {
            String plain = folder.strip().replace("\"", "");
            Optional<Draft> draft = plain.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Draft.of("Path: " + plain, plain, new Run.Directory(plain)));
            draft.ifPresent(drafts::add);
        }
    }
}
