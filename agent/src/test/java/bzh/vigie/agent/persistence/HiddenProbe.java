package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.windows.LiveWindows;
import bzh.vigie.event.Item;
import bzh.vigie.event.ItemFields;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;

/**
 * Says what the system that it runs on says of itself otherwise than its registry and files: a line for each item of the locations
 * that are named, and one for each location.
 */
public final class HiddenProbe {
    private HiddenProbe() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Machine machine = LiveWindows.open().ifFound().orElseThrow()) {
            Scan.of(machine, InstantSource.system(), List.of(arguments)::contains, new Scan.Output() {
                @Override
                public void item(Item item) {
                    out.println(item.source() + " " + item.name() + " " + item.value());
                }

                @Override
                public void place(Scan.Place place) {
                    out.println(place.location() + " " + ItemFields.word(place.state()) + " " + place.detail());
                }
            });
        }
    }
}
