package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ToldBy;
import bzh.vigie.agent.host.ToldObject;
import bzh.vigie.agent.host.ToldTask;
import bzh.vigie.agent.host.windows.WmiObjects.Wanted;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * Asks the services of this Windows by COM and says what they tell, one line each: run under Wine by a test of the installers. With the word
 * {@code repeat} and a number it asks for one task and one object that often, and says by how many KiB its own and its working memory grew together.
 */
public final class ComProbe {
    private static final List<String> CIMV2 = List.of("root\\cimv2");
    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private ComProbe() {}

    public static void main(String[] arguments) {
        if (arguments.length == 2 && arguments[0].equals("repeat")) {
            repeat(Integer.parseInt(arguments[1]));
            return;
        }
        Reading<ToldBy<ToldTask>> tasks = Com.ask(SchedulerTasks::all);
        OUT.println("tasks " + tasks.ifFound().flatMap(ToldBy::unread));
        OUT.println("task " + one("\\Town\\Probe"));
        OUT.println("none " + one("\\Town\\None"));
        OUT.println("firewall " + Com.ask(FirewallPolicy::now));
        OUT.println(
                "subscriptions " + Com.ask(() -> WmiObjects.all(WmiSubscriptions.NAMESPACES, WmiSubscriptions.WANTED)));
        objects("Win32_OperatingSystem", "Caption", "ProductType", "Primary");
        objects("Win32_NetworkAdapterConfiguration", "IPAddress", "IPSubnet", "Index");
        objects("NoSuchClass", "Name");
    }

    private static String one(String path) {
        Reading<ToldTask> task = Com.askForOne(() -> SchedulerTasks.one(path));
        return task.ifFound()
                .map(found -> found.path() + " " + found.xml().startsWith("<Task") + " "
                        + found.xml().contains("<Author>Mairie</Author>"))
                .orElseGet(task::toString);
    }

    private static void objects(String className, String... properties) {
        Reading<ToldBy<ToldObject>> told =
                Com.ask(() -> WmiObjects.all(CIMV2, List.of(new Wanted(className, List.of(properties)))));
        told.ifFound().ifPresent(found -> {
            found.all()
                    .forEach(object -> OUT.println(object.className() + " "
                            + new TreeMap<>(object.properties()).toString().replace("\n", " and ")));
            found.unread().ifPresent(why -> OUT.println(className + " " + why));
        });
    }

    private static void repeat(int times) {
        for (int i = 0; i < times / 10; i++) {
            ask();
        }
        long before = privateBytes();
        for (int i = 0; i < times; i++) {
            ask();
            if (i % 100 == 99) {
                System.gc();
                OUT.println("after " + (i + 1) + ": " + (privateBytes() - before) / 1024);
            }
        }
        OUT.println("grown " + (privateBytes() - before) / 1024);
    }

    private static long privateBytes() {
        return OwnProcess.read()
                .map(own -> own.privateBytes() + own.workingSetBytes())
                .orElseThrow();
    }

    private static void ask() {
        String task = one("\\Town\\Probe");
        Reading<ToldBy<ToldObject>> system =
                Com.ask(() -> WmiObjects.all(CIMV2, List.of(new Wanted("Win32_OperatingSystem", List.of("Caption")))));
        if (task.isEmpty() || system.ifFound().isEmpty()) {
            throw new IllegalStateException(task + system);
        }
    }
}
