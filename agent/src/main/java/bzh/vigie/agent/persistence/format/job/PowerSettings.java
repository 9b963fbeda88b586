package bzh.vigie.agent.persistence.format.job;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Ini;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What keeps a machine from sleeping: a target of sleep that is masked, what logind.conf(5) ignores, what systemd-sleep.conf(5)
 * forbids. Other settings of these files are no items.
 */
public final class PowerSettings implements Format {
    /** The targets that a machine sleeps by: masked, they are told here and not among the units. */
    static final Set<String> SLEEP = Set.of(
            "sleep.target",
            "suspend.target",
            "hibernate.target",
            "hybrid-sleep.target",
            "suspend-then-hibernate.target");

    private static final Set<String> HANDLED = Set.of(
            "HandleLidSwitch",
            "HandleLidSwitchExternalPower",
            "HandleLidSwitchDocked",
            "HandleSuspendKey",
            "HandleHibernateKey",
            "HandlePowerKey",
            "IdleAction");

    @Override
    public boolean needsContent(SourceFile file) {
        return !file.isMask() && file.name().endsWith(".conf");
    }

    @Override
    public Parsed parse(SourceFile file) {
        if (file.isMask() && file.name().endsWith(".target")) {
            return Parsed.of(
                    List.of(Draft.of(file.name(), "masked", new Run.Nothing()).enabled(false)), 0);
        }
        List<Draft> drafts = new ArrayList<>();
        Ini ini = Ini.parse(file.lines());
        for (Ini.Line line : ini.lines()) {
            boolean ignored = HANDLED.contains(line.key()) && line.value().equals("ignore");
            boolean forbidden = line.section().equals("Sleep")
                    && line.key().startsWith("Allow")
                    && line.value().matches("(?i)no|false|off|0");
            if (ignored || forbidden) {
                drafts.add(Draft.of(line.key(), line.key() + "=" + line.value(), new Run.Nothing()));
            }
        }
        return Parsed.of(drafts, ini.malformed());
    }
}
