package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.windows.WmiObjects.Wanted;
import java.util.List;

/** Which objects of WMI make subscriptions, and where: Windows looks for them in two namespaces ("Receiving Events at All Times"). */
final class WmiSubscriptions {
    static final List<String> NAMESPACES = List.of("root\\subscription", "root\\default");

    static final List<Wanted> WANTED = List.of(
            new Wanted("__EventFilter", List.of("Name", "Query", "QueryLanguage", "EventNamespace")),
            new Wanted(
                    "__EventConsumer",
                    List.of(
                            "Name",
                            "ExecutablePath",
                            "CommandLineTemplate",
                            "ScriptingEngine",
                            "ScriptFileName",
                            "ScriptText",
                            "Filename",
                            "Text",
                            "UNCServerName",
                            "SourceName",
                            "EventID",
                            "InsertionStringTemplates",
                            "SMTPServer",
                            "ToLine",
                            "Subject",
                            "Message")),
            new Wanted("__FilterToConsumerBinding", List.of("Filter", "Consumer")));

    private WmiSubscriptions() {}
}
