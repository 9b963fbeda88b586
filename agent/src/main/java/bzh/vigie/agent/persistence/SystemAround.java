package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.OpenFile;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.windows.Environment;
import java.util.Optional;

/** What formats may ask of the machine that is read. */
final class SystemAround implements Surroundings {
    private final Files files;
    private final Optional<Registry> registry;

    SystemAround(Machine machine) {
        this.files = machine.files();
        this.registry = machine.registry().ifFound();
    }

    @Override
    public Reading<OpenFile> open(HostPath file) {
        return files.open(file);
    }

    @Override
    public Optional<RegistryKey> key(String path) {
        return registry.flatMap(r -> r.key(path).ifFound());
    }

    @Override
    public boolean hasRegistry() {
        return registry.isPresent();
    }

    @Override
    public String expand(String text) {
        return text.indexOf('%') < 0
                ? text
                : registry.map(r -> Environment.ofMachine(r).expand(text)).orElse(text);
    }
}
