package bzh.vigie.agent;

import bzh.vigie.agent.budget.OwnUse;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.agent.identity.ThisMachine;
import bzh.vigie.agent.source.Sink;
import bzh.vigie.agent.source.Source;
import bzh.vigie.agent.source.WindowsSources;
import bzh.vigie.event.Clock;
import bzh.vigie.v1.MachineFacts;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A Windows. */
final class WindowsPlatform implements Platform {
    @Override
    public boolean isWindows() {
        return true;
    }

    @Override
    public Path state() {
        return Path.of(Optional.ofNullable(System.getenv("ProgramData")).orElse("C:\\ProgramData"), "Vigie", "agent");
    }

    @Override
    public Reading<Machine> open() {
        return LiveWindows.open();
    }

    @Override
    public Reading<Machine> watch() {
        return LiveWindows.open();
    }

    @Override
    public MachineFacts facts() {
        return MachineFacts.newBuilder()
                .setHostname(Optional.ofNullable(System.getenv("COMPUTERNAME")).orElse(""))
                .setOs("windows")
                .setArchitecture(System.getProperty("os.arch", ""))
                .addAllAddresses(ThisMachine.addresses())
                .build();
    }

    @Override
    public Optional<String> bootId() {
        return Optional.empty();
    }

    @Override
    public Supplier<OptionalLong> uptime() {
        return OptionalLong::empty;
    }

    @Override
    public Optional<OwnUse> ownUse() {
        return Optional.empty();
    }

    @Override
    public List<Source> sources(Sink sink, Clock clock, Path caches, Machine machine, AgentConfig config) {
        return WindowsSources.open(sink, clock, caches, machine);
    }
}
