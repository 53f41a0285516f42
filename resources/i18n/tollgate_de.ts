<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Tollgate</source>
        <translation>Über Tollgate</translation>
    </message>
    <message>
        <source>Tollgate&apos;s mark</source>
        <translation>Das Zeichen von Tollgate</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Sees what every LLM call on this computer costs.</source>
        <translation>Zeigt, was jeder LLM-Aufruf auf diesem Computer kostet.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your data</source>
        <translation>Die eigenen Daten</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>MIT licence. Set in Inter and JetBrains Mono (SIL OFL), drawn with Qt (LGPL).</source>
        <translation>MIT-Lizenz. Gesetzt in Inter und JetBrains Mono (SIL OFL), gezeichnet mit Qt (LGPL).</translation>
    </message>
</context>
<context>
    <name>AccountCard</name>
    <message>
        <source>Add a key</source>
        <translation>Schlüssel hinzufügen</translation>
    </message>
    <message>
        <source>What can be done with {name}</source>
        <translation>Was sich mit {name} tun lässt</translation>
    </message>
    <message>
        <source>Enter changes it, Alt+Up and Alt+Down move it</source>
        <translation>Enter ändert es, Alt+Auf und Alt+Ab verschieben es</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Kein Schlüssel</translation>
    </message>
    <message>
        <source>Rests for {time}</source>
        <translation>Ruht noch {time}</translation>
    </message>
    <message>
        <source>Being tried again</source>
        <translation>Wird wieder versucht</translation>
    </message>
    <message>
        <source>Key locked</source>
        <translation>Schlüssel gesperrt</translation>
    </message>
    <message>
        <source>In use</source>
        <translation>In Gebrauch</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Calls cannot use it until it has a key.</source>
        <translation>Aufrufe können es erst mit einem Schlüssel nutzen.</translation>
    </message>
    <message>
        <source>Key in the {where}, set {ago}</source>
        <translation>Schlüssel im {where}, hinterlegt {ago}</translation>
    </message>
    <message>
        <source>used {ago}</source>
        <translation>benutzt {ago}</translation>
    </message>
    <message>
        <source>Subscription: its calls cost nothing more</source>
        <translation>Abonnement: Aufrufe kosten nichts extra</translation>
    </message>
    <message>
        <source>{left} left, less than {low}</source>
        <translation>{left} übrig, weniger als {low}</translation>
    </message>
    <message>
        <source>{left} left of what was paid</source>
        <translation>{left} übrig vom Bezahlten</translation>
    </message>
    <message>
        <source>Add its key</source>
        <translation>Schlüssel dazu hinterlegen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Top up</source>
        <translation>Aufladen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern…</translation>
    </message>
    <message>
        <source>Add its key…</source>
        <translation>Schlüssel dazu hinterlegen…</translation>
    </message>
    <message>
        <source>Replace its key…</source>
        <translation>Schlüssel ersetzen…</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Top up…</source>
        <translation>Aufladen…</translation>
    </message>
    <message>
        <source>Correct its balance…</source>
        <translation>Guthaben berichtigen…</translation>
    </message>
    <message>
        <source>What changed its balance…</source>
        <translation>Was das Guthaben verändert hat…</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>Nach oben</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>Nach unten</translation>
    </message>
    <message>
        <source>Remove its key…</source>
        <translation>Schlüssel entfernen…</translation>
    </message>
    <message>
        <source>Remove the account…</source>
        <translation>Konto entfernen…</translation>
    </message>
</context>
<context>
    <name>AccountSheet</name>
    <message>
        <source>{provider} / {account}</source>
        <translation>{provider} / {account}</translation>
    </message>
    <message>
        <source>Billed</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Of a prepaid one the balance is kept; each call takes off what it cost.</source>
        <translation>Bei Vorauszahlung wird das Guthaben geführt; jeder Aufruf zieht ab, was er gekostet hat.</translation>
    </message>
    <message>
        <source>Warn below</source>
        <translation>Warnen unter</translation>
    </message>
    <message>
        <source>such as $5; empty: never</source>
        <translation>etwa $5; leer: nie</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>How many calls it takes for each one of the others.</source>
        <translation>Wie viele Aufrufe es für je einen der anderen nimmt.</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>the provider&apos;s own</source>
        <translation>die des Anbieters</translation>
    </message>
    <message>
        <source>Only where this account has an address of its own.</source>
        <translation>Nur wenn dieses Konto eine eigene Adresse hat.</translation>
    </message>
    <message>
        <source>Takes no calls</source>
        <translation>Nimmt keine Aufrufe an</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>{account} is changed.</source>
        <translation>{account} ist geändert.</translation>
    </message>
</context>
<context>
    <name>ActingSheet</name>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>It has begun, and cannot be taken back now. You will be told how it ended.</source>
        <translation>Es hat begonnen und lässt sich jetzt nicht mehr zurücknehmen. Wie es ausging, wird gemeldet.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Show the view {name}</source>
        <translation>Ansicht {name} zeigen</translation>
    </message>
</context>
<context>
    <name>AlertView</name>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Acknowledge</source>
        <translation>Quittieren</translation>
    </message>
    <message>
        <source>Del, in the list</source>
        <translation>Entf, in der Liste</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Its calls</source>
        <translation>Die Aufrufe dazu</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Who was told</source>
        <translation>Wem es gesagt wurde</translation>
    </message>
    <message>
        <source>About it</source>
        <translation>Worum es geht</translation>
    </message>
    <message>
        <source>Resume {client}</source>
        <translation>{client} fortsetzen</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Mute the rule</source>
        <translation>Regel stummschalten</translation>
    </message>
    <message>
        <source>Mute the rule {name}</source>
        <translation>Regel {name} stummschalten</translation>
    </message>
    <message>
        <source>Nobody: the rule was muted.</source>
        <translation>Niemandem: Die Regel war stummgeschaltet.</translation>
    </message>
    <message>
        <source>Nobody: there was no channel that its rule tells.</source>
        <translation>Niemandem: Es gab keinen Kanal, dem die Regel etwas sagt.</translation>
    </message>
    <message>
        <source>Its rule was removed.</source>
        <translation>Die Regel dazu wurde entfernt.</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>Rule: {words}</source>
        <translation>Regel: {words}</translation>
    </message>
    <message>
        <source>Show the rule</source>
        <translation>Regel zeigen</translation>
    </message>
</context>
<context>
    <name>AlertsPage</name>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>Quittiert</translation>
    </message>
    <message>
        <source>Acknowledged {n} alerts</source>
        <translation>{n} Alarme quittiert</translation>
    </message>
    <message>
        <source>There was nothing to acknowledge</source>
        <translation>Es gab nichts zu quittieren</translation>
    </message>
    <message>
        <source>{client} may call again</source>
        <translation>{client} darf wieder aufrufen</translation>
    </message>
</context>
<context>
    <name>AlertsPart</name>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Which alerts</source>
        <translation>Welche Alarme</translation>
    </message>
    <message>
        <source>Acknowledge all</source>
        <translation>Alle quittieren</translation>
    </message>
    <message>
        <source>Show older ones</source>
        <translation>Ältere zeigen</translation>
    </message>
    <message>
        <source>The chosen alert</source>
        <translation>Der gewählte Alarm</translation>
    </message>
    <message>
        <source>No alert is like that</source>
        <translation>Kein Alarm ist so</translation>
    </message>
    <message>
        <source>Show all alerts</source>
        <translation>Alle Alarme zeigen</translation>
    </message>
    <message>
        <source>Nothing is watched</source>
        <translation>Nichts wird überwacht</translation>
    </message>
    <message>
        <source>All rules are switched off: nobody is told before it costs too much.</source>
        <translation>Alle Regeln sind aus: Niemand erfährt es, bevor es zu viel kostet.</translation>
    </message>
    <message>
        <source>See the rules</source>
        <translation>Zu den Regeln</translation>
    </message>
    <message>
        <source>Nothing had to be told yet</source>
        <translation>Noch gab es nichts zu melden</translation>
    </message>
    <message>
        <source>{n} rules watch over budgets, spending, keys and backups. What they find is told at once, and kept here.</source>
        <translation>{n} Regeln achten auf Budgets, Ausgaben, Schlüssel und Sicherungen. Was sie finden, wird sofort gemeldet und hier aufbewahrt.</translation>
    </message>
    <message>
        <source>See what is watched</source>
        <translation>Zeigen, was überwacht wird</translation>
    </message>
    <message>
        <source>Wants attention</source>
        <translation>Braucht Aufmerksamkeit</translation>
    </message>
    <message>
        <source>{state}; not delivered</source>
        <translation>{state}; nicht zugestellt</translation>
    </message>
    <message>
        <source>{state}, acknowledged</source>
        <translation>{state}, quittiert</translation>
    </message>
</context>
<context>
    <name>Allowance</name>
    <message>
        <source>{share} used</source>
        <translation>{share} verbraucht</translation>
    </message>
    <message>
        <source>resets in {time}</source>
        <translation>neu in {time}</translation>
    </message>
    <message>
        <source>5 hours</source>
        <translation>5 Stunden</translation>
    </message>
    <message>
        <source>7 days</source>
        <translation>7 Tage</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Eingabe-Tokens</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabe-Tokens</translation>
    </message>
</context>
<context>
    <name>ApplyRulesSheet</name>
    <message>
        <source>Apply the rules</source>
        <translation>Regeln anwenden</translation>
    </message>
    <message>
        <source>Apply the rules to past calls</source>
        <translation>Regeln auf frühere Aufrufe anwenden</translation>
    </message>
    <message>
        <source>New calls follow them by themselves. Of past ones only those without a project get one. Rules for folders do not count: the folder of a past call is not known any more.</source>
        <translation>Neue Aufrufe folgen ihnen von selbst. Von den früheren bekommen nur die ohne Projekt eines. Regeln für Ordner zählen nicht: Der Ordner eines früheren Aufrufs ist nicht mehr bekannt.</translation>
    </message>
    <message>
        <source>Calls of</source>
        <translation>Aufrufe aus</translation>
    </message>
</context>
<context>
    <name>BalanceSheet</name>
    <message>
        <source>Top up {account}</source>
        <translation>{account} aufladen</translation>
    </message>
    <message>
        <source>Enter what you paid; there is {left} left now.</source>
        <translation>Bezahlten Betrag eintragen; jetzt sind {left} übrig.</translation>
    </message>
    <message>
        <source>Correct the balance of {account}</source>
        <translation>Guthaben von {account} berichtigen</translation>
    </message>
    <message>
        <source>By Tollgate&apos;s count there is {left} left.</source>
        <translation>Nach Tollgates Zählung sind {left} übrig.</translation>
    </message>
    <message>
        <source>What you know</source>
        <translation>Was bekannt ist</translation>
    </message>
    <message>
        <source>What is really left</source>
        <translation>Was wirklich übrig ist</translation>
    </message>
    <message>
        <source>How much to change it by</source>
        <translation>Um wie viel es sich ändert</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>such as $20</source>
        <translation>etwa $20</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>such as the invoice&apos;s number</source>
        <translation>etwa die Rechnungsnummer</translation>
    </message>
    <message>
        <source>Top up</source>
        <translation>Aufladen</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>Berichtigen</translation>
    </message>
    <message>
        <source>Say why, so that you know it later.</source>
        <translation>Einen Grund angeben, für später.</translation>
    </message>
    <message>
        <source>The balance of {account} is entered.</source>
        <translation>Das Guthaben von {account} ist eingetragen.</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
</context>
<context>
    <name>BudgetBrief</name>
    <message>
        <source>{spent} of {limit}</source>
        <translation>{spent} von {limit}</translation>
    </message>
    <message>
        <source>projected {amount}</source>
        <translation>{amount} hochgerechnet</translation>
    </message>
</context>
<context>
    <name>BudgetCard</name>
    <message>
        <source>Raise…</source>
        <translation>Erhöhen…</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>of {limit} · {share}</source>
        <translation>von {limit} · {share}</translation>
    </message>
    <message>
        <source>Raise {name}…</source>
        <translation>{name} erhöhen…</translation>
    </message>
    <message>
        <source>Resume {name}</source>
        <translation>{name} fortsetzen</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>Mehr zu {name}</translation>
    </message>
    <message>
        <source>Details of {name}</source>
        <translation>Einzelheiten zu {name}</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Übrig</translation>
    </message>
    <message>
        <source>Held for calls under way</source>
        <translation>Vorgemerkt</translation>
    </message>
    <message>
        <source>{n} under way</source>
        <translation>{n} laufen</translation>
    </message>
    <message>
        <source>Even pace by now</source>
        <translation>Gleichmäßig</translation>
    </message>
    <message>
        <source>Projected end</source>
        <translation>Hochgerechnet</translation>
    </message>
    <message>
        <source>not enough is known yet</source>
        <translation>noch ist nicht genug bekannt</translation>
    </message>
    <message>
        <source>Edit…	F2</source>
        <translation>Bearbeiten…	F2</translation>
    </message>
    <message>
        <source>Allow one call beyond the limit</source>
        <translation>Einen Aufruf über das Limit hinaus erlauben</translation>
    </message>
    <message>
        <source>Take back what was added</source>
        <translation>Zurücknehmen, was hinzukam</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Show its calls</source>
        <translation>Aufrufe dazu zeigen</translation>
    </message>
    <message>
        <source>Remove	Del</source>
        <translation>Entfernen	Entf</translation>
    </message>
</context>
<context>
    <name>BudgetDetail</name>
    <message>
        <source>What happened to {name}</source>
        <translation>Was mit {name} geschah</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Ereignis</translation>
    </message>
    <message>
        <source>Spent by then</source>
        <translation>Bis dahin ausgegeben</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>What {name} was spent on</source>
        <translation>Wofür {name} ausgegeben wurde</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>Ausgegeben</translation>
    </message>
    <message>
        <source>Nothing yet: no threshold was reached, no call stopped.</source>
        <translation>Noch nichts: Keine Schwelle wurde erreicht, kein Aufruf gestoppt.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>It has no periods that could be compared: it never starts anew.</source>
        <translation>Es hat keine Perioden, die sich vergleichen ließen: Es beginnt nie neu.</translation>
    </message>
    <message>
        <source>No calls were recorded yet.</source>
        <translation>Es wurden noch keine Aufrufe aufgezeichnet.</translation>
    </message>
    <message>
        <source>No period is over yet in which calls were recorded.</source>
        <translation>Noch ist keine Periode vorbei, in der Aufrufe aufgezeichnet wurden.</translation>
    </message>
    <message>
        <source>It counts calls since {month}.</source>
        <translation>Es zählt Aufrufe seit {month}.</translation>
    </message>
    <message>
        <source>{amount} in the last {n} days.</source>
        <translation>{amount} in den letzten {n} Tagen.</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Übrige</translation>
    </message>
    <message>
        <source>At that pace it will be used up about {when}.</source>
        <translation>Bei diesem Tempo ist es etwa am {when} aufgebraucht.</translation>
    </message>
    <message>
        <source>no model</source>
        <translation>kein Modell</translation>
    </message>
</context>
<context>
    <name>BudgetForm</name>
    <message>
        <source>New budget</source>
        <translation>Neues Budget</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Each day</source>
        <translation>Jeder Tag</translation>
    </message>
    <message>
        <source>Each week</source>
        <translation>Jede Woche</translation>
    </message>
    <message>
        <source>Each month</source>
        <translation>Jeder Monat</translation>
    </message>
    <message>
        <source>The last hours</source>
        <translation>Die letzten Stunden</translation>
    </message>
    <message>
        <source>In total</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source> hours</source>
        <translation> Stunden</translation>
    </message>
    <message>
        <source>Stop calls at the limit</source>
        <translation>Aufrufe am Limit stoppen</translation>
    </message>
    <message>
        <source>Only warn</source>
        <translation>Nur warnen</translation>
    </message>
    <message>
        <source>Warn, and let it through</source>
        <translation>Warnen und durchlassen</translation>
    </message>
    <message>
        <source>Let it through</source>
        <translation>Durchlassen</translation>
    </message>
    <message>
        <source>Stop it</source>
        <translation>Stoppen</translation>
    </message>
    <message>
        <source>This computer&apos;s</source>
        <translation>Die dieses Computers</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Make budget</source>
        <translation>Budget anlegen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Limit</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>Counted in</source>
        <translation>Gezählt in</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Periode</translation>
    </message>
    <message>
        <source>When it is used up</source>
        <translation>Wenn es aufgebraucht ist</translation>
    </message>
    <message>
        <source>How many hours</source>
        <translation>Wie viele Stunden</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account of the provider</source>
        <translation>Konto des Anbieters</translation>
    </message>
    <message>
        <source>Model, or a pattern such as gpt-*</source>
        <translation>Modell oder ein Muster wie gpt-*</translation>
    </message>
    <message>
        <source>Only for some calls</source>
        <translation>Nur für manche Aufrufe</translation>
    </message>
    <message>
        <source>Tell at these per cent</source>
        <translation>Melden bei diesen Prozenten</translation>
    </message>
    <message>
        <source>A call whose price nobody knows</source>
        <translation>Ein Aufruf, dessen Preis niemand kennt</translation>
    </message>
    <message>
        <source>Time zone of its periods</source>
        <translation>Zeitzone der Perioden</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>20, 1.50 or 500k</source>
        <translation>20, 1,50 oder 500k</translation>
    </message>
    <message>
        <source>{text} is not an amount.</source>
        <translation>{text} ist kein Betrag.</translation>
    </message>
    <message>
        <source>Write a number such as 20, 1.50 or 500k.</source>
        <translation>Eine Zahl wie 20, 1,50 oder 500k eingeben.</translation>
    </message>
    <message>
        <source>Type a limit to see what it would have done so far.</source>
        <translation>Ein Limit eintippen, um zu sehen, was es bisher bewirkt hätte.</translation>
    </message>
    <message>
        <source>Made {name}</source>
        <translation>{name} angelegt</translation>
    </message>
    <message>
        <source>Changed {name}</source>
        <translation>{name} geändert</translation>
    </message>
    <message>
        <source>{before} is called {name} now, with all that happened to it.</source>
        <translation>{before} heißt jetzt {name}, mit allem, was damit geschah.</translation>
    </message>
</context>
<context>
    <name>BudgetKey</name>
    <message>
        <source>spent</source>
        <translation>ausgegeben</translation>
    </message>
    <message>
        <source>held</source>
        <translation>vorgemerkt</translation>
    </message>
    <message>
        <source>even pace</source>
        <translation>gleichmäßiges Tempo</translation>
    </message>
    <message>
        <source>projected end</source>
        <translation>hochgerechnetes Ende</translation>
    </message>
    <message>
        <source>tells at</source>
        <translation>meldet bei</translation>
    </message>
    <message>
        <source>Marks: {names}</source>
        <translation>Zeichen: {names}</translation>
    </message>
</context>
<context>
    <name>BudgetsPage</name>
    <message>
        <source>New budget</source>
        <translation>Neues Budget</translation>
    </message>
    <message>
        <source>New budget (Ctrl+N)</source>
        <translation>Neues Budget (Strg+N)</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>All budgets</source>
        <translation>Alle Budgets</translation>
    </message>
    <message>
        <source>There is no budget {name} any more.</source>
        <translation>Das Budget {name} gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>No budget yet</source>
        <translation>Noch kein Budget</translation>
    </message>
    <message>
        <source>A budget tells you before it is too late, and stops calls before they cost too much: for everything, or for one project, tool, provider or model.</source>
        <translation>Ein Budget meldet sich, bevor es zu spät ist, und stoppt Aufrufe, bevor sie zu viel kosten: für alles oder für ein Projekt, ein Werkzeug, einen Anbieter oder ein Modell.</translation>
    </message>
    <message>
        <source>Make a first budget</source>
        <translation>Ein erstes Budget anlegen</translation>
    </message>
    <message>
        <source>Removed {name}</source>
        <translation>{name} entfernt</translation>
    </message>
    <message>
        <source>Paused {name}: it stops nothing until it is resumed</source>
        <translation>{name} angehalten: Es stoppt nichts, bis es fortgesetzt wird</translation>
    </message>
    <message>
        <source>Resumed {name}</source>
        <translation>{name} fortgesetzt</translation>
    </message>
    <message>
        <source>The next call may go beyond the limit of {name}</source>
        <translation>Der nächste Aufruf darf über das Limit von {name} hinausgehen</translation>
    </message>
    <message>
        <source>Took back what was added to {name}</source>
        <translation>Zurückgenommen, was zu {name} hinzugekommen war</translation>
    </message>
</context>
<context>
    <name>CallsExport</name>
    <message>
        <source>An export runs already. Wait for it, or cancel it.</source>
        <translation>Ein Export läuft schon. Bitte abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>Comma-separated values</source>
        <translation>Kommagetrennte Werte</translation>
    </message>
    <message>
        <source>JSON, one document</source>
        <translation>JSON, ein Dokument</translation>
    </message>
    <message>
        <source>JSON, a call a line</source>
        <translation>JSON, ein Aufruf je Zeile</translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <source>Export these calls</source>
        <translation>Diese Aufrufe exportieren</translation>
    </message>
    <message>
        <source>Exporting calls to {name}</source>
        <translation>Aufrufe werden nach {name} exportiert</translation>
    </message>
    <message>
        <source>{calls} written to {path}</source>
        <translation>{calls} nach {path} geschrieben</translation>
    </message>
    <message>
        <source>. Of {calls} more only the sums are kept; they are in the archive</source>
        <translation>. Von {calls} weiteren gibt es nur noch die Summen; sie sind im Archiv</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>The export was cancelled. Nothing was written.</source>
        <translation>Der Export wurde abgebrochen. Nichts wurde geschrieben.</translation>
    </message>
</context>
<context>
    <name>CallsPage</name>
    <message>
        <source>Search calls</source>
        <translation>Aufrufe durchsuchen</translation>
    </message>
    <message>
        <source>Search models, paths, errors, ids…</source>
        <translation>Modelle, Pfade, Fehler, IDs suchen…</translation>
    </message>
    <message>
        <source>Newer calls</source>
        <translation>Neuere Aufrufe</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Export these calls (Ctrl+E)</source>
        <translation>Diese Aufrufe exportieren (Strg+E)</translation>
    </message>
    <message>
        <source>Copy this cell</source>
        <translation>Diese Zelle kopieren</translation>
    </message>
    <message>
        <source>Copy the row</source>
        <translation>Zeile kopieren</translation>
    </message>
    <message>
        <source>Copy the call as JSON</source>
        <translation>Aufruf als JSON kopieren</translation>
    </message>
    <message>
        <source>Give another project…</source>
        <translation>Anderem Projekt zuordnen…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln Aufruf</numerusform>
            <numerusform>%Ln Aufrufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unpriced</source>
        <translation>
            <numerusform>%Ln ohne Preis</numerusform>
            <numerusform>%Ln ohne Preis</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln fehlgeschlagen</numerusform>
            <numerusform>%Ln fehlgeschlagen</numerusform>
        </translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>No call has come through yet</source>
        <translation>Noch ist kein Aufruf durchgekommen</translation>
    </message>
    <message>
        <source>The first one appears here by itself. The overview says how to point a tool here.</source>
        <translation>Der erste erscheint hier von selbst. Die Übersicht sagt, wie ein Werkzeug hierher zeigt.</translation>
    </message>
    <message>
        <source>Open the overview</source>
        <translation>Übersicht öffnen</translation>
    </message>
    <message>
        <source>The filters hide every call of this range</source>
        <translation>Die Filter verbergen alle Aufrufe dieses Zeitraums</translation>
    </message>
    <message>
        <source>Remove one of them, or all of them, to see more.</source>
        <translation>Einen davon oder alle entfernen, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter entfernen</translation>
    </message>
    <message>
        <source>No calls in this range</source>
        <translation>Keine Aufrufe in diesem Zeitraum</translation>
    </message>
    <message>
        <source>New calls appear here by themselves; older ones are in a longer range.</source>
        <translation>Neue Aufrufe erscheinen hier von selbst; ältere stehen in einem längeren Zeitraum.</translation>
    </message>
    <message>
        <source>Copied the cell</source>
        <translation>Zelle kopiert</translation>
    </message>
    <message>
        <source>Copied the row</source>
        <translation>Zeile kopiert</translation>
    </message>
    <message>
        <source>Copied the call as JSON</source>
        <translation>Aufruf als JSON kopiert</translation>
    </message>
</context>
<context>
    <name>CallsView</name>
    <message>
        <source>Calls, newest first</source>
        <translation>Aufrufe, neueste zuerst</translation>
    </message>
</context>
<context>
    <name>CareCard</name>
    <message>
        <source>Care of the ledger</source>
        <translation>Pflege des Kassenbuchs</translation>
    </message>
    <message>
        <source>Verify now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Proving the ledger…</source>
        <translation>Das Kassenbuch wird geprüft…</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>Copying the ledger, then proving the copy…</source>
        <translation>Das Kassenbuch wird kopiert, dann die Kopie geprüft…</translation>
    </message>
    <message>
        <source>Compare now</source>
        <translation>Jetzt vergleichen</translation>
    </message>
    <message>
        <source>Holding sums against calls…</source>
        <translation>Summen werden mit Aufrufen verglichen…</translation>
    </message>
    <message>
        <source>Give back now</source>
        <translation>Jetzt freigeben</translation>
    </message>
    <message>
        <source>Giving free space back to the disk…</source>
        <translation>Freier Platz wird zurückgegeben…</translation>
    </message>
    <message>
        <source>Make the sums anew from their calls</source>
        <translation>Summen neu aus den Aufrufen bilden</translation>
    </message>
    <message>
        <source>Making the sums anew…</source>
        <translation>Die Summen werden neu gebildet…</translation>
    </message>
    <message>
        <source>{what}: done</source>
        <translation>{what}: erledigt</translation>
    </message>
    <message>
        <source>{what}: called off, nothing was changed</source>
        <translation>{what}: abgebrochen, nichts wurde geändert</translation>
    </message>
</context>
<context>
    <name>ChannelForm</name>
    <message>
        <source>New channel: {kind}</source>
        <translation>Neuer Kanal: {kind}</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Rules tell it by this name.</source>
        <translation>Unter diesem Namen nennen ihn die Regeln.</translation>
    </message>
    <message>
        <source>Add channel</source>
        <translation>Kanal hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>{label} (optional)</source>
        <translation>{label} (kann fehlen)</translation>
    </message>
    <message>
        <source>goes into the key store of this computer</source>
        <translation>kommt in den Schlüsselspeicher dieses Computers</translation>
    </message>
    <message>
        <source>kept in the {where}; empty: as it is</source>
        <translation>im {where} hinterlegt; leer: wie bisher</translation>
    </message>
    <message>
        <source>not on this computer: give it anew</source>
        <translation>nicht auf diesem Computer: bitte neu eingeben</translation>
    </message>
    <message>
        <source>{before} is called {name} now, in the rules that tell it, too.</source>
        <translation>{before} heißt jetzt {name}, auch in den Regeln, die ihn benachrichtigen.</translation>
    </message>
    <message>
        <source>Storing it… Your keyring may ask you for its password.</source>
        <translation>Wird hinterlegt… Der Schlüsselbund fragt vielleicht nach seinem Passwort.</translation>
    </message>
    <message>
        <source>Changed {name}. A test shows whether it still arrives.</source>
        <translation>{name} geändert. Ein Test zeigt, ob es noch ankommt.</translation>
    </message>
    <message>
        <source>Added {name}. A test shows whether it arrives.</source>
        <translation>{name} hinzugefügt. Ein Test zeigt, ob es ankommt.</translation>
    </message>
    <message>
        <source>{label} is missing: {help}</source>
        <translation>{label} fehlt: {help}</translation>
    </message>
</context>
<context>
    <name>ChannelRow</name>
    <message>
        <source>Send a test</source>
        <translation>Test senden</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Sending a test…</source>
        <translation>Test wird gesendet…</translation>
    </message>
    <message>
        <source>Nothing sent yet</source>
        <translation>Noch nichts gesendet</translation>
    </message>
    <message>
        <source>A test</source>
        <translation>Ein Test</translation>
    </message>
    <message>
        <source>The last message</source>
        <translation>Die letzte Nachricht</translation>
    </message>
    <message>
        <source>{what} arrived {ago}</source>
        <translation>{what} kam an, {ago}</translation>
    </message>
    <message>
        <source>{what} did not arrive, {ago}</source>
        <translation>{what} kam nicht an, {ago}</translation>
    </message>
    <message>
        <source>1 rule that is on tells it</source>
        <translation>1 eingeschaltete Regel meldet sich hier</translation>
    </message>
    <message>
        <source>{n} rules that are on tell it</source>
        <translation>{n} eingeschaltete Regeln melden sich hier</translation>
    </message>
    <message>
        <source>No rule that is on tells it</source>
        <translation>Keine eingeschaltete Regel meldet sich hier</translation>
    </message>
    <message>
        <source>Send a test to {name}</source>
        <translation>Test an {name} senden</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>{name} bearbeiten</translation>
    </message>
    <message>
        <source>Remove {name}</source>
        <translation>{name} entfernen</translation>
    </message>
</context>
<context>
    <name>ChannelsPart</name>
    <message>
        <source>New channel</source>
        <translation>Neuer Kanal</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>Nobody is told</source>
        <translation>Niemand erfährt etwas</translation>
    </message>
    <message>
        <source>Without a channel, what rules find is kept here and reaches nobody. Let them tell you on the desktop, by e-mail, in Slack, by PagerDuty or by a webhook.</source>
        <translation>Ohne Kanal bleibt hier, was Regeln finden, und erreicht niemanden. Sie können sich auf dem Desktop melden, per E-Mail, in Slack, über PagerDuty oder einen Webhook.</translation>
    </message>
    <message>
        <source>Add a channel</source>
        <translation>Kanal hinzufügen</translation>
    </message>
    <message>
        <source>No channel is called that</source>
        <translation>Kein Kanal heißt so</translation>
    </message>
    <message>
        <source>How are you to be told?</source>
        <translation>Wohin soll gemeldet werden?</translation>
    </message>
    <message>
        <source>A test went to {name}, and it was taken.</source>
        <translation>Ein Test ging an {name} und wurde angenommen.</translation>
    </message>
    <message>
        <source>The test did not reach {name}. {why}</source>
        <translation>Der Test kam bei {name} nicht an. {why}</translation>
    </message>
    <message>
        <source>Removed {name}</source>
        <translation>{name} entfernt</translation>
    </message>
    <message>
        <source>Remove {name}?</source>
        <translation>{name} entfernen?</translation>
    </message>
    <message>
        <source>Nothing is told there any more. Its secrets are taken out of the {where}, and cannot be brought back.</source>
        <translation>Dorthin wird nichts mehr gemeldet. Die Geheimnisse dazu werden aus dem {where} genommen und lassen sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>ChartCanvas</name>
    <message>
        <source>{series} series over {buckets} buckets, total {total}.</source>
        <translation>{series} Reihen über {buckets} Abschnitte, gesamt {total}.</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Period before</source>
        <translation>Periode davor</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>{name} as a table</source>
        <translation>{name} als Tabelle</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Show the whole range</source>
        <translation>Ganzen Zeitraum zeigen</translation>
    </message>
    <message>
        <source>Show the whole range (Esc)</source>
        <translation>Ganzen Zeitraum zeigen (Esc)</translation>
    </message>
    <message>
        <source>Show {name} as a table</source>
        <translation>{name} als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Copy or save {name}</source>
        <translation>{name} kopieren oder speichern</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Use {first} to {last} as range</source>
        <translation>{first} bis {last} als Zeitraum nehmen</translation>
    </message>
</context>
<context>
    <name>ClientView</name>
    <message>
        <source>Its calls</source>
        <translation>Die Aufrufe dazu</translation>
    </message>
    <message>
        <source>What can be done with this client</source>
        <translation>Was sich mit diesem Client tun lässt</translation>
    </message>
    <message>
        <source>Project of its calls that name none</source>
        <translation>Projekt der Aufrufe, die keines nennen</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Of its calls that name none themselves.</source>
        <translation>Für Aufrufe, die selbst keines nennen.</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>New token</source>
        <translation>Neues Token</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Made by you</source>
        <translation>Selbst angelegt</translation>
    </message>
    <message>
        <source>Found by its calls</source>
        <translation>An den Aufrufen erkannt</translation>
    </message>
    <message>
        <source>last call {ago}</source>
        <translation>letzter Aufruf {ago}</translation>
    </message>
    <message>
        <source>no call yet</source>
        <translation>noch kein Aufruf</translation>
    </message>
    <message>
        <source>{calls} in this range, {cost}</source>
        <translation>{calls} in diesem Zeitraum, {cost}</translation>
    </message>
    <message>
        <source>archived</source>
        <translation>archiviert</translation>
    </message>
    <message>
        <source>Give it a token</source>
        <translation>Token dafür ausstellen</translation>
    </message>
    <message>
        <source>It has no token: it comes with its own key or login, which passes through.</source>
        <translation>Er hat kein Token: Er kommt mit eigenem Schlüssel oder Login, das durchgereicht wird.</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen…</translation>
    </message>
    <message>
        <source>Merge into another…</source>
        <translation>Mit anderem zusammenlegen…</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>Aus dem Archiv holen</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
</context>
<context>
    <name>ClientsPage</name>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>There is no client {name} any more, or it made no call in this range.</source>
        <translation>Den Client {name} gibt es nicht mehr, oder er hat in diesem Zeitraum nichts aufgerufen.</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>{name} umbenennen</translation>
    </message>
    <message>
        <source>Its recorded calls, tokens and budgets have the new name too.</source>
        <translation>Aufgezeichnete Aufrufe, Tokens und Budgets tragen auch den neuen Namen.</translation>
    </message>
    <message>
        <source>{name} is archived.</source>
        <translation>{name} ist archiviert.</translation>
    </message>
    <message>
        <source>{name} is back.</source>
        <translation>{name} ist wieder da.</translation>
    </message>
    <message>
        <source>Revoke the tokens of {name}?</source>
        <translation>Die Tokens von {name} widerrufen?</translation>
    </message>
    <message>
        <source>Its calls with them are refused from now on. A revoked token cannot be brought back.</source>
        <translation>Aufrufe damit werden ab jetzt abgewiesen. Ein widerrufenes Token kommt nicht zurück.</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>The tokens of {name} are revoked.</source>
        <translation>Die Tokens von {name} sind widerrufen.</translation>
    </message>
    <message>
        <source>New calls of {name} that name no project belong to {project}.</source>
        <translation>Neue Aufrufe von {name}, die kein Projekt nennen, gehören zu {project}.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>A new project</source>
        <translation>Ein neues Projekt</translation>
    </message>
    <message>
        <source>Its recorded calls and rules have the new name too; tools that name it do not.</source>
        <translation>Aufgezeichnete Aufrufe und Regeln tragen auch den neuen Namen; Werkzeuge, die es nennen, nicht.</translation>
    </message>
    <message>
        <source>This range</source>
        <translation>Diesem Zeitraum</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Der ganzen Zeit</translation>
    </message>
    <message>
        <source>The rule is removed; calls keep the project that it gave them.</source>
        <translation>Die Regel ist entfernt; Aufrufe behalten das Projekt, das sie ihnen gab.</translation>
    </message>
    <message>
        <source>New calls are held against the rules in this order.</source>
        <translation>Neue Aufrufe werden in dieser Reihenfolge an den Regeln gemessen.</translation>
    </message>
    <message>
        <source>{name} has another colour.</source>
        <translation>{name} hat eine andere Farbe.</translation>
    </message>
</context>
<context>
    <name>ClientsPart</name>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Make a client with a token</source>
        <translation>Client mit Token anlegen</translation>
    </message>
    <message>
        <source>The chosen client</source>
        <translation>Der gewählte Client</translation>
    </message>
    <message>
        <source>No tool has called yet</source>
        <translation>Noch hat kein Werkzeug aufgerufen</translation>
    </message>
    <message>
        <source>Connect one, or make a client with a token for a program of your own.</source>
        <translation>Eines verbinden, oder einen Client mit Token für ein eigenes Programm anlegen.</translation>
    </message>
    <message>
        <source>Connect a tool</source>
        <translation>Werkzeug verbinden</translation>
    </message>
    <message>
        <source>No client is called that</source>
        <translation>Kein Client heißt so</translation>
    </message>
    <message>
        <source>With calls in this range</source>
        <translation>Mit Aufrufen in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>Its token expires soon</source>
        <translation>Das Token läuft bald ab</translation>
    </message>
    <message>
        <source>It has a token</source>
        <translation>Er hat ein Token</translation>
    </message>
    <message>
        <source>Its token is not valid any more</source>
        <translation>Das Token gilt nicht mehr</translation>
    </message>
    <message>
        <source>no calls</source>
        <translation>keine Aufrufe</translation>
    </message>
</context>
<context>
    <name>CodeBox</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy: {what}</source>
        <translation>Kopieren: {what}</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>ColourButton</name>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Colour: {name}</source>
        <translation>Farbe: {name}</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Type what to do…</source>
        <translation>Befehl eintippen…</translation>
    </message>
    <message>
        <source>What to do</source>
        <translation>Was zu tun ist</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>Nothing is called that</source>
        <translation>Nichts heißt so</translation>
    </message>
    <message>
        <source>Type fewer letters.</source>
        <translation>Weniger Buchstaben tippen.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Refreshed</source>
        <translation>Aktualisiert</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>The report is at {path}</source>
        <translation>Der Bericht liegt in {path}</translation>
    </message>
    <message>
        <source>Show today</source>
        <translation>Heute zeigen</translation>
    </message>
    <message>
        <source>Show the last 7 days</source>
        <translation>Die letzten 7 Tage zeigen</translation>
    </message>
    <message>
        <source>Show the last 30 days</source>
        <translation>Die letzten 30 Tage zeigen</translation>
    </message>
    <message>
        <source>Show this month</source>
        <translation>Diesen Monat zeigen</translation>
    </message>
    <message>
        <source>Show last month</source>
        <translation>Letzten Monat zeigen</translation>
    </message>
    <message>
        <source>Use the light theme</source>
        <translation>Helles Erscheinungsbild</translation>
    </message>
    <message>
        <source>Use the dark theme</source>
        <translation>Dunkles Erscheinungsbild</translation>
    </message>
    <message>
        <source>Use the theme of the system</source>
        <translation>Erscheinungsbild des Systems</translation>
    </message>
    <message>
        <source>Show a custom range…</source>
        <translation>Eigenen Zeitraum zeigen…</translation>
    </message>
    <message>
        <source>Copied {url}</source>
        <translation>{url} kopiert</translation>
    </message>
</context>
<context>
    <name>ConnectSheet</name>
    <message>
        <source>Connect {tool}</source>
        <translation>{tool} verbinden</translation>
    </message>
    <message>
        <source>Its calls go through Tollgate then, with the login or key that it has. Its file is kept aside and can be put back as it was.</source>
        <translation>Die Aufrufe gehen dann durch Tollgate, mit dem vorhandenen Login oder Schlüssel. Die Datei wird aufbewahrt und lässt sich wiederherstellen, wie sie war.</translation>
    </message>
    <message>
        <source>Project of its calls</source>
        <translation>Projekt dieser Aufrufe</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>It points here already: there is nothing to change.</source>
        <translation>Es zeigt schon hierher: Es gibt nichts zu ändern.</translation>
    </message>
    <message>
        <source>There was nothing to change.</source>
        <translation>Es gab nichts zu ändern.</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>{tool} is connected</source>
        <translation>{tool} ist verbunden</translation>
    </message>
    <message>
        <source>{tool} is connected.</source>
        <translation>{tool} ist verbunden.</translation>
    </message>
    <message>
        <source>Waiting for its first call…</source>
        <translation>Warten auf den ersten Aufruf…</translation>
    </message>
    <message>
        <source>To make one, {how}. It is seen here at once.</source>
        <translation>So geht es: {how}. Hier ist es sofort zu sehen.</translation>
    </message>
    <message>
        <source>Others called: {names}. Is one of them it, by another name?</source>
        <translation>Andere haben aufgerufen: {names}. Ist es eines davon, unter anderem Namen?</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>{tool} arrives.</source>
        <translation>{tool} kommt an.</translation>
    </message>
</context>
<context>
    <name>ConnectionsPart</name>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>Change what happens to connected tools when Tollgate quits</source>
        <translation>Ändern, was mit verbundenen Werkzeugen geschieht, wenn Tollgate endet</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>On this computer</source>
        <translation>Auf diesem Computer</translation>
    </message>
    <message>
        <source>Not found here, or not possible</source>
        <translation>Hier nicht gefunden oder nicht möglich</translation>
    </message>
    <message>
        <source>Tools that can be connected</source>
        <translation>Werkzeuge, die sich verbinden lassen</translation>
    </message>
    <message>
        <source>Connected tools get their own addresses back when Tollgate quits, and point here again when it starts.</source>
        <translation>Verbundene Werkzeuge bekommen ihre eigenen Adressen zurück, wenn Tollgate endet, und zeigen wieder hierher, wenn es startet.</translation>
    </message>
    <message>
        <source>Connected tools keep pointing here while Tollgate does not run: their calls fail then. They get their own addresses back when you disconnect them.</source>
        <translation>Verbundene Werkzeuge zeigen weiter hierher, auch wenn Tollgate nicht läuft: Ihre Aufrufe schlagen dann fehl. Nach dem Trennen haben sie wieder ihre eigenen Adressen.</translation>
    </message>
</context>
<context>
    <name>CustomRangeSheet</name>
    <message>
        <source>Custom range</source>
        <translation>Eigener Zeitraum</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>this computer&apos;s</source>
        <translation>die dieses Computers</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>This is not an IANA time zone such as Europe/Berlin.</source>
        <translation>Das ist keine IANA-Zeitzone wie Europe/Berlin.</translation>
    </message>
    <message>
        <source>The first day is after the last day.</source>
        <translation>Der erste Tag liegt nach dem letzten.</translation>
    </message>
</context>
<context>
    <name>DisconnectSheet</name>
    <message>
        <source>Disconnect {tool}</source>
        <translation>{tool} trennen</translation>
    </message>
    <message>
        <source>Its configuration becomes what it was before; what you changed in it since then stays.</source>
        <translation>Die Konfiguration wird, wie sie war; was seither daran geändert wurde, bleibt.</translation>
    </message>
    <message>
        <source>Put it back</source>
        <translation>Zurückstellen</translation>
    </message>
    <message>
        <source>{tool} is as it was before.</source>
        <translation>{tool} ist wie zuvor.</translation>
    </message>
</context>
<context>
    <name>EntriesSheet</name>
    <message>
        <source>Balance of {account}</source>
        <translation>Guthaben von {account}</translation>
    </message>
    <message>
        <source>{left} left</source>
        <translation>{left} übrig</translation>
    </message>
    <message>
        <source>Entries of the balance</source>
        <translation>Einträge des Guthabens</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Left after</source>
        <translation>Danach übrig</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Nothing was entered yet: top it up to begin.</source>
        <translation>Noch nichts eingetragen: mit dem Aufladen beginnen.</translation>
    </message>
    <message>
        <source>Top-up</source>
        <translation>Aufladung</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Berichtigung</translation>
    </message>
    <message>
        <source>Counted anew</source>
        <translation>Neu gezählt</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Aufruf</translation>
    </message>
</context>
<context>
    <name>FilterChips</name>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Wire</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>none</source>
        <translation>ohne</translation>
    </message>
    <message>
        <source>Search: {text}</source>
        <translation>Suche: {text}</translation>
    </message>
    <message>
        <source>Clear all</source>
        <translation>Alle entfernen</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter entfernen</translation>
    </message>
    <message>
        <source>Remove the filter {text}</source>
        <translation>Filter {text} entfernen</translation>
    </message>
</context>
<context>
    <name>FirstSteps</name>
    <message>
        <source>Tollgate&apos;s mark</source>
        <translation>Das Zeichen von Tollgate</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Lines for the shell</source>
        <translation>Zeilen für die Shell</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the lines</source>
        <translation>Zeilen kopieren</translation>
    </message>
    <message>
        <source>Set it up step by step</source>
        <translation>Schritt für Schritt einrichten</translation>
    </message>
    <message>
        <source>Explore with sample data</source>
        <translation>Mit Beispieldaten ausprobieren</translation>
    </message>
    <message>
        <source>1.  Pick your tool</source>
        <translation>1.  Werkzeug auswählen</translation>
    </message>
    <message>
        <source>No calls yet</source>
        <translation>Noch keine Aufrufe</translation>
    </message>
    <message>
        <source>Tollgate sits between your tools and their providers. Point a tool at it and its calls show up here, with their tokens and what they cost. Its own API key passes through.</source>
        <translation>Tollgate sitzt zwischen Werkzeugen und ihren Anbietern. Zeigt ein Werkzeug hierher, erscheinen seine Aufrufe, mit Tokens und Kosten. Der eigene API-Schlüssel wird durchgereicht.</translation>
    </message>
    <message>
        <source>2.  Run this in its shell, then use the tool as always</source>
        <translation>2.  Das in dessen Shell ausführen, dann das Werkzeug wie immer benutzen</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Waiting for the first call at {url}…</source>
        <translation>Warten auf den ersten Aufruf an {url}…</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>Grip</name>
    <message>
        <source>Drag to order</source>
        <translation>Zum Ordnen ziehen</translation>
    </message>
    <message>
        <source>Drag to order, or Alt+Up and Alt+Down</source>
        <translation>Zum Ordnen ziehen, oder Alt+Auf und Alt+Ab</translation>
    </message>
</context>
<context>
    <name>Guide</name>
    <message>
        <source>Making a year of sample calls; it opens in a window of its own…</source>
        <translation>Ein Jahr Beispielaufrufe entsteht; es öffnet sich in einem eigenen Fenster…</translation>
    </message>
    <message>
        <source>The sample has a window of its own; all of it goes when that quits.</source>
        <translation>Das Beispiel hat ein eigenes Fenster; alles davon verschwindet, wenn es endet.</translation>
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message>
        <source>Save diagnostics…</source>
        <translation>Diagnose speichern…</translation>
    </message>
    <message>
        <source>A text for a report of trouble, without keys, prompts or answers</source>
        <translation>Ein Text für eine Fehlermeldung, ohne Schlüssel, Prompts oder Antworten</translation>
    </message>
    <message>
        <source>Calls by month</source>
        <translation>Aufrufe nach Monaten</translation>
    </message>
    <message>
        <source>Unlock…</source>
        <translation>Entsperren…</translation>
    </message>
    <message>
        <source>Lock now</source>
        <translation>Jetzt sperren</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>There is no backup yet. One is made every day while Tollgate runs.</source>
        <translation>Noch gibt es keine Sicherung. Solange Tollgate läuft, entsteht jeden Tag eine.</translation>
    </message>
    <message>
        <source>Connected tools</source>
        <translation>Verbundene Werkzeuge</translation>
    </message>
    <message>
        <source>Tool</source>
        <translation>Werkzeug</translation>
    </message>
    <message>
        <source>Points at</source>
        <translation>Zeigt auf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>No tool was connected by Tollgate.</source>
        <translation>Tollgate hat kein Werkzeug verbunden.</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Abfrage</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Wie oft</translation>
    </message>
    <message>
        <source>At worst</source>
        <translation>Schlimmstenfalls</translation>
    </message>
    <message>
        <source>Index</source>
        <translation>Index</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>Störungen</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>With</source>
        <translation>Wobei</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>Wird angesehen…</translation>
    </message>
    <message>
        <source>How it stands</source>
        <translation>Wie es steht</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>choose one to see what is in it</source>
        <translation>eine wählen, um zu sehen, was darin ist</translation>
    </message>
    <message>
        <source>Ledger</source>
        <translation>Kassenbuch</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Health of the proxy and of the ledger</source>
        <translation>Zustand von Proxy und Kassenbuch</translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) to look at</source>
        <translation>
            <numerusform>%Ln Sache ist anzusehen</numerusform>
            <numerusform>%Ln Sachen sind anzusehen</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing wrong was found</source>
        <translation>Nichts Auffälliges gefunden</translation>
    </message>
    <message>
        <source>the ledger was not proven yet</source>
        <translation>das Kassenbuch wurde noch nicht geprüft</translation>
    </message>
    <message>
        <source>the ledger was proven {ago}</source>
        <translation>das Kassenbuch wurde {ago} geprüft</translation>
    </message>
    <message numerus="yes">
        <source>%Ln check(s) passed</source>
        <translation>
            <numerusform>%Ln Prüfung bestanden</numerusform>
            <numerusform>%Ln Prüfungen bestanden</numerusform>
        </translation>
    </message>
    <message>
        <source>Looked at {at}: {checks}, {proven}.</source>
        <translation>Angesehen um {at}: {checks}, {proven}.</translation>
    </message>
    <message>
        <source>Growth a month</source>
        <translation>Wachstum im Monat</translation>
    </message>
    <message>
        <source>about {size}</source>
        <translation>etwa {size}</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Free inside</source>
        <translation>Darin frei</translation>
    </message>
    <message>
        <source>Not yet in the file</source>
        <translation>Noch nicht in der Datei</translation>
    </message>
    <message>
        <source>Only sums before</source>
        <translation>Davor nur Summen</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Calls by month, {n} months. This month {calls} so far, about {size} of the file.</source>
        <translation>Aufrufe nach Monaten, {n} Monate. Diesen Monat bisher {calls}, etwa {size} der Datei.</translation>
    </message>
    <message>
        <source>an encrypted file</source>
        <translation>eine verschlüsselte Datei</translation>
    </message>
    <message>
        <source>the keyring of this computer</source>
        <translation>den Schlüsselbund dieses Computers</translation>
    </message>
    <message>
        <source>{keys}, and secrets of alert channels</source>
        <translation>{keys} und Geheimnisse von Alarmkanälen</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>calls can have them</source>
        <translation>Aufrufe können sie haben</translation>
    </message>
    <message>
        <source>Kept</source>
        <translation>Aufbewahrt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln key(s)</source>
        <translation>
            <numerusform>%Ln Schlüssel</numerusform>
            <numerusform>%Ln Schlüssel</numerusform>
        </translation>
    </message>
    <message>
        <source>Slow queries</source>
        <translation>Langsame Abfragen</translation>
    </message>
    <message>
        <source>No query took longer than a quarter of a second.</source>
        <translation>Keine Abfrage dauerte länger als eine Viertelsekunde.</translation>
    </message>
    <message>
        <source>No fault is on record.</source>
        <translation>Kein Fehler ist verzeichnet.</translation>
    </message>
    <message>
        <source>In memory just now</source>
        <translation>Gerade im Speicher</translation>
    </message>
    <message>
        <source>New ones go into</source>
        <translation>Neue kommen in</translation>
    </message>
    <message>
        <source>Trouble</source>
        <translation>Störung</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>used</source>
        <translation>benutzt</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>nicht benutzt</translation>
    </message>
    <message>
        <source>A record, set aside</source>
        <translation>Ein Datensatz, beiseitegelegt</translation>
    </message>
    <message>
        <source>Save diagnostics</source>
        <translation>Diagnose speichern</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>{path} gespeichert</translation>
    </message>
    <message>
        <source>The diagnostics could not be saved: {error}</source>
        <translation>Die Diagnose ließ sich nicht speichern: {error}</translation>
    </message>
</context>
<context>
    <name>HeatCard</name>
    <message>
        <source>Copy or save the week</source>
        <translation>Woche kopieren oder speichern</translation>
    </message>
</context>
<context>
    <name>HeatMap</name>
    <message>
        <source>{day}, {start} to {end}</source>
        <translation>{day}, {start} bis {end}</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>Alle zusammen</translation>
    </message>
</context>
<context>
    <name>HeatModel</name>
    <message>
        <source>Hour</source>
        <translation>Stunde</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Inspector</source>
        <translation>Inspektor</translation>
    </message>
    <message>
        <source>Copy this call as JSON</source>
        <translation>Diesen Aufruf als JSON kopieren</translation>
    </message>
    <message>
        <source>Close the inspector (Esc)</source>
        <translation>Inspektor schließen (Esc)</translation>
    </message>
    <message>
        <source>Timing</source>
        <translation>Zeitlicher Ablauf</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Facts</source>
        <translation>Angaben</translation>
    </message>
    <message>
        <source>What is known of this call</source>
        <translation>Was über diesen Aufruf bekannt ist</translation>
    </message>
    <message>
        <source>Copied the call as JSON</source>
        <translation>Aufruf als JSON kopiert</translation>
    </message>
    <message>
        <source>Input, not cached</source>
        <translation>Eingabe, nicht aus dem Cache</translation>
    </message>
    <message>
        <source>Read from cache</source>
        <translation>Aus dem Cache</translation>
    </message>
    <message>
        <source>Written to cache, 5 min</source>
        <translation>In den Cache, 5 Min.</translation>
    </message>
    <message>
        <source>Written to cache, 1 h</source>
        <translation>In den Cache, 1 Std.</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio in</source>
        <translation>Audio hinein</translation>
    </message>
    <message>
        <source>Audio out</source>
        <translation>Audio heraus</translation>
    </message>
    <message>
        <source>Image in</source>
        <translation>Bild hinein</translation>
    </message>
    <message>
        <source>Image out</source>
        <translation>Bild heraus</translation>
    </message>
    <message>
        <source>Web searches</source>
        <translation>Websuchen</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Total tokens</source>
        <translation>Tokens gesamt</translation>
    </message>
    <message>
        <source>Output speed</source>
        <translation>Ausgabetempo</translation>
    </message>
    <message>
        <source>How it is known</source>
        <translation>Woher bekannt</translation>
    </message>
    <message>
        <source>reported by the provider</source>
        <translation>vom Anbieter gemeldet</translation>
    </message>
    <message>
        <source>estimated by Tollgate</source>
        <translation>von Tollgate geschätzt</translation>
    </message>
    <message>
        <source>counted until the answer was cut</source>
        <translation>gezählt, bis die Antwort abbrach</translation>
    </message>
    <message>
        <source>not reported</source>
        <translation>nicht gemeldet</translation>
    </message>
    <message>
        <source>the price catalogue</source>
        <translation>die Preisliste</translation>
    </message>
    <message>
        <source>your own price</source>
        <translation>ein eigener Preis</translation>
    </message>
    <message>
        <source>the provider&apos;s own figure</source>
        <translation>die eigene Angabe des Anbieters</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
    <message>
        <source>no price is known for this model</source>
        <translation>für dieses Modell ist kein Preis bekannt</translation>
    </message>
    <message>
        <source>This call</source>
        <translation>Dieser Aufruf</translation>
    </message>
    <message>
        <source>$0, covered by your subscription</source>
        <translation>$0, durch das Abonnement gedeckt</translation>
    </message>
    <message>
        <source>By the API it would have cost</source>
        <translation>Über die API hätte es gekostet</translation>
    </message>
    <message>
        <source>Per million tokens</source>
        <translation>Je Million Tokens</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nach</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Preis</translation>
    </message>
    <message>
        <source>Request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>Model answered</source>
        <translation>Modell der Antwort</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Wire</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Etiketten</translation>
    </message>
    <message>
        <source>Streamed</source>
        <translation>Als Stream</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Finish reason</source>
        <translation>Grund des Endes</translation>
    </message>
    <message>
        <source>Service tier</source>
        <translation>Dienststufe</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Nachrichten</translation>
    </message>
    <message>
        <source>Tools offered</source>
        <translation>Angebotene Werkzeuge</translation>
    </message>
    <message>
        <source>Tool calls</source>
        <translation>Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>Max tokens</source>
        <translation>Höchstens Tokens</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Attempts</source>
        <translation>Versuche</translation>
    </message>
    <message>
        <source>Request size</source>
        <translation>Größe der Anfrage</translation>
    </message>
    <message>
        <source>Answer size</source>
        <translation>Größe der Antwort</translation>
    </message>
    <message>
        <source>Response id</source>
        <translation>Antwort-ID</translation>
    </message>
    <message>
        <source>Provider&apos;s request id</source>
        <translation>Anfrage-ID des Anbieters</translation>
    </message>
    <message>
        <source>Call id</source>
        <translation>Aufruf-ID</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
    <message>
        <source>it jumped during this call</source>
        <translation>sie sprang während dieses Aufrufs</translation>
    </message>
    <message>
        <source>Not understood</source>
        <translation>Nicht verstanden</translation>
    </message>
    <message>
        <source>Same model</source>
        <translation>Selbes Modell</translation>
    </message>
    <message>
        <source>Same client</source>
        <translation>Selber Client</translation>
    </message>
    <message>
        <source>Same session</source>
        <translation>Selbe Sitzung</translation>
    </message>
    <message>
        <source>{text}: {value}</source>
        <translation>{text}: {value}</translation>
    </message>
</context>
<context>
    <name>ItemsPart</name>
    <message>
        <source>{what} (Ctrl+N)</source>
        <translation>{what} (Strg+N)</translation>
    </message>
</context>
<context>
    <name>JobBar</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel: {what}</source>
        <translation>Abbrechen: {what}</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>such as work, or team-b</source>
        <translation>etwa arbeit oder team-b</translation>
    </message>
    <message>
        <source>Tells several keys at one provider apart.</source>
        <translation>Unterscheidet mehrere Schlüssel bei einem Anbieter.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>paste it here</source>
        <translation>hier einfügen</translation>
    </message>
    <message>
        <source>Billed</source>
        <translation>Abrechnung</translation>
    </message>
    <message>
        <source>Of the encrypted file of keys.</source>
        <translation>Die der verschlüsselten Schlüsseldatei.</translation>
    </message>
    <message>
        <source>For a new encrypted file, {n} characters or more. Without it the keys are lost.</source>
        <translation>Für eine neue verschlüsselte Datei, {n} Zeichen oder mehr. Ohne sie sind die Schlüssel verloren.</translation>
    </message>
    <message>
        <source>New passphrase</source>
        <translation>Neue Passphrase</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Store the key</source>
        <translation>Schlüssel hinterlegen</translation>
    </message>
    <message>
        <source>It goes into the key store of this computer, is never shown again, and is sent to nobody but {provider}.</source>
        <translation>Er kommt in den Schlüsselspeicher dieses Computers, wird nie wieder angezeigt und geht an niemanden außer {provider}.</translation>
    </message>
    <message>
        <source>A key for {provider}</source>
        <translation>Ein Schlüssel für {provider}</translation>
    </message>
    <message>
        <source>Replace the key of {account}</source>
        <translation>Schlüssel von {account} ersetzen</translation>
    </message>
    <message>
        <source>The one before is gone then.</source>
        <translation>Der bisherige ist dann weg.</translation>
    </message>
    <message>
        <source>The key of {account}</source>
        <translation>Der Schlüssel von {account}</translation>
    </message>
    <message>
        <source>The key of {provider}/{account} is stored.</source>
        <translation>Der Schlüssel von {provider}/{account} ist hinterlegt.</translation>
    </message>
    <message>
        <source>Storing the key… Your keyring may ask you for its password.</source>
        <translation>Der Schlüssel wird hinterlegt… Der Schlüsselbund fragt vielleicht nach seinem Passwort.</translation>
    </message>
</context>
<context>
    <name>KindSheet</name>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Legend</source>
        <translation>Legende</translation>
    </message>
    <message>
        <source>A click shows it alone, with Ctrl it hides or adds it</source>
        <translation>Ein Klick zeigt sie allein, mit Strg verbirgt er sie oder nimmt sie dazu</translation>
    </message>
    <message>
        <source>{name}, {value}; show alone</source>
        <translation>{name}, {value}; allein zeigen</translation>
    </message>
</context>
<context>
    <name>LiveCards</name>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Writer</source>
        <translation>Schreiber</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>listens</source>
        <translation>lauscht</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Calls in flight</source>
        <translation>Laufende Aufrufe</translation>
    </message>
    <message>
        <source>Longest of them</source>
        <translation>Der längste davon</translation>
    </message>
    <message>
        <source>writes</source>
        <translation>schreibt</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartend</translation>
    </message>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln Datensatz</numerusform>
            <numerusform>%Ln Datensätze</numerusform>
        </translation>
    </message>
    <message>
        <source>Written since the start</source>
        <translation>Seit dem Start geschrieben</translation>
    </message>
    <message>
        <source>Last commit took</source>
        <translation>Letztes Schreiben dauerte</translation>
    </message>
    <message>
        <source>Set aside</source>
        <translation>Beiseitegelegt</translation>
    </message>
    <message>
        <source>Started again</source>
        <translation>Neu gestartet</translation>
    </message>
</context>
<context>
    <name>MeasureField</name>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>milliseconds</source>
        <translation>Millisekunden</translation>
    </message>
    <message>
        <source>seconds</source>
        <translation>Sekunden</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>Minuten</translation>
    </message>
    <message>
        <source>hours</source>
        <translation>Stunden</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Unit of: {name}</source>
        <translation>Einheit von: {name}</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>times the usual deviation</source>
        <translation>Mal die übliche Abweichung</translation>
    </message>
    <message>
        <source>An amount of dollars such as 5 or 0.50 is wanted.</source>
        <translation>Gesucht ist ein Dollarbetrag wie 5 oder 0,50.</translation>
    </message>
    <message>
        <source>A number from {low} on is wanted.</source>
        <translation>Gesucht ist eine Zahl ab {low}.</translation>
    </message>
    <message>
        <source>A whole number between {low} and {high} is wanted.</source>
        <translation>Gesucht ist eine ganze Zahl zwischen {low} und {high}.</translation>
    </message>
    <message>
        <source>A time between {low} and {high} is wanted.</source>
        <translation>Gesucht ist eine Zeit zwischen {low} und {high}.</translation>
    </message>
</context>
<context>
    <name>MergeSheet</name>
    <message>
        <source>Merge {client} into another client</source>
        <translation>{client} mit anderem Client zusammenlegen</translation>
    </message>
    <message>
        <source>All its calls, tokens and budgets become the other&apos;s. This cannot be taken back.</source>
        <translation>Alle seine Aufrufe, Tokens und Budgets gehören dann dem anderen. Das lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>Into</source>
        <translation>Mit</translation>
    </message>
    <message>
        <source>Type {name} to confirm</source>
        <translation>Zur Bestätigung {name} eintippen</translation>
    </message>
    <message>
        <source>Merge them</source>
        <translation>Zusammenlegen</translation>
    </message>
    <message>
        <source>{client} is {into} now.</source>
        <translation>{client} ist jetzt {into}.</translation>
    </message>
    <message>
        <source>Moving its calls…</source>
        <translation>Die Aufrufe werden umgezogen…</translation>
    </message>
</context>
<context>
    <name>NameSheet</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>{before} is called {name} now, in everything that was recorded, too.</source>
        <translation>{before} heißt jetzt {name}, auch in allem, was aufgezeichnet wurde.</translation>
    </message>
    <message>
        <source>{name} is added.</source>
        <translation>{name} ist hinzugefügt.</translation>
    </message>
</context>
<context>
    <name>NewClientSheet</name>
    <message>
        <source>A client with a token</source>
        <translation>Ein Client mit Token</translation>
    </message>
    <message>
        <source>The tool shows the token instead of a key, and Tollgate puts your stored key in its place. It can be revoked without touching the key.</source>
        <translation>Das Werkzeug zeigt statt eines Schlüssels das Token, und Tollgate setzt den hinterlegten Schlüssel ein. Es lässt sich widerrufen, ohne den Schlüssel anzurühren.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>such as support-bot</source>
        <translation>etwa support-bot</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keines</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>In {n} days</source>
        <translation>In {n} Tagen</translation>
    </message>
    <message>
        <source>Of its calls that name none.</source>
        <translation>Für Aufrufe, die keines nennen.</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Such as openai, anthropic.</source>
        <translation>Etwa openai, anthropic.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Patterns such as gpt-5*, claude-haiku-*.</source>
        <translation>Muster wie gpt-5*, claude-haiku-*.</translation>
    </message>
    <message>
        <source>Expires</source>
        <translation>Läuft ab</translation>
    </message>
    <message>
        <source>Make the token</source>
        <translation>Token ausstellen</translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message>
        <source>Spent today</source>
        <translation>Heute ausgegeben</translation>
    </message>
    <message>
        <source>Spent in this range</source>
        <translation>Im Zeitraum ausgegeben</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Failed calls</source>
        <translation>Fehlgeschlagene Aufrufe</translation>
    </message>
    <message>
        <source>Input read from cache</source>
        <translation>Eingabe aus dem Cache</translation>
    </message>
    <message>
        <source>Cost by model</source>
        <translation>Kosten nach Modell</translation>
    </message>
    <message>
        <source>Tokens by kind</source>
        <translation>Tokens nach Art</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Models by cost</source>
        <translation>Modelle nach Kosten</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Clients by cost</source>
        <translation>Clients nach Kosten</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Calls in flight</source>
        <translation>Laufende Aufrufe</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Last failed calls</source>
        <translation>Zuletzt fehlgeschlagene Aufrufe</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>No model was called.</source>
        <translation>Kein Modell wurde aufgerufen.</translation>
    </message>
    <message>
        <source>No client called.</source>
        <translation>Kein Client hat aufgerufen.</translation>
    </message>
    <message>
        <source>No call is under way.</source>
        <translation>Kein Aufruf läuft.</translation>
    </message>
    <message>
        <source>No call failed in this range.</source>
        <translation>In diesem Zeitraum schlug kein Aufruf fehl.</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>In flight now</source>
        <translation>Gerade unterwegs</translation>
    </message>
    <message>
        <source>Last errors</source>
        <translation>Letzte Fehler</translation>
    </message>
    <message>
        <source>Overview, its figures and charts</source>
        <translation>Übersicht, Zahlen und Diagramme</translation>
    </message>
    <message>
        <source>hidden by filters</source>
        <translation>von Filtern verborgen</translation>
    </message>
    <message>
        <source>Compared with the same stretch of time before: {before} calls, {spend}</source>
        <translation>Verglichen mit der gleichen Spanne davor: {before} Aufrufe, {spend}</translation>
    </message>
    <message>
        <source>vs {before}</source>
        <translation>statt {before}</translation>
    </message>
    <message>
        <source>{spend} by this time yesterday</source>
        <translation>{spend} gestern um diese Zeit</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln Aufruf</numerusform>
            <numerusform>%Ln Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>{tokens} tokens</source>
        <translation>{tokens} Tokens</translation>
    </message>
    <message>
        <source>and {worth} covered</source>
        <translation>und {worth} gedeckt</translation>
    </message>
    <message>
        <source>Subscriptions cover what would have cost {worth} by the API</source>
        <translation>Abonnements decken, was über die API {worth} gekostet hätte</translation>
    </message>
    <message numerus="yes">
        <source>%Ln unpriced call(s) left out of the cost</source>
        <translation>
            <numerusform>%Ln Aufruf ohne Preis fehlt in den Kosten</numerusform>
            <numerusform>%Ln Aufrufe ohne Preis fehlen in den Kosten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) with estimated tokens</source>
        <translation>
            <numerusform>%Ln Aufruf mit geschätzten Tokens</numerusform>
            <numerusform>%Ln Aufrufe mit geschätzten Tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) cut short</source>
        <translation>
            <numerusform>%Ln Aufruf abgebrochen</numerusform>
            <numerusform>%Ln Aufrufe abgebrochen</numerusform>
        </translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>Kein Modell genannt</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Übrige</translation>
    </message>
    <message>
        <source>Covered, by model</source>
        <translation>Gedeckt, nach Modell</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>Cache gelesen</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>Cache geschrieben</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio and images</source>
        <translation>Audio und Bilder</translation>
    </message>
    <message>
        <source>The filters hide every call of this range</source>
        <translation>Die Filter verbergen alle Aufrufe dieses Zeitraums</translation>
    </message>
    <message>
        <source>Remove one of them to see more.</source>
        <translation>Einen davon entfernen, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>No calls in this range</source>
        <translation>Keine Aufrufe in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Choose a longer range above.</source>
        <translation>Oben einen längeren Zeitraum wählen.</translation>
    </message>
    <message>
        <source>Unknown client</source>
        <translation>Unbekannter Client</translation>
    </message>
</context>
<context>
    <name>PageStack</name>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
</context>
<context>
    <name>PartedPage</name>
    <message>
        <source>Search this page</source>
        <translation>Diese Seite durchsuchen</translation>
    </message>
    <message>
        <source>Search…</source>
        <translation>Suchen…</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
</context>
<context>
    <name>PausedClient</name>
    <message>
        <source>Stopped</source>
        <translation>Gestoppt</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Resume {name}</source>
        <translation>{name} fortsetzen</translation>
    </message>
    <message>
        <source>{name} is stopped: its calls are refused since {since}</source>
        <translation>{name} ist gestoppt: Aufrufe werden seit {since} abgewiesen</translation>
    </message>
</context>
<context>
    <name>PendingRestore</name>
    <message>
        <source>A backup takes the ledger&apos;s place when Tollgate starts the next time. Quit and start it again to have it now; the ledger of now is kept beside it.</source>
        <translation>Eine Sicherung tritt beim nächsten Start von Tollgate an die Stelle des Kassenbuchs. Für gleich: beenden und neu starten; das jetzige bleibt daneben erhalten.</translation>
    </message>
    <message>
        <source>Call it off</source>
        <translation>Doch nicht</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>Jetzt beenden</translation>
    </message>
</context>
<context>
    <name>PeriodBars</name>
    <message>
        <source>Periods so far</source>
        <translation>Perioden bisher</translation>
    </message>
    <message>
        <source>Periods so far as a table</source>
        <translation>Perioden bisher als Tabelle</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Periode</translation>
    </message>
    <message>
        <source>Spent</source>
        <translation>Ausgegeben</translation>
    </message>
    <message>
        <source>Of the limit</source>
        <translation>Vom Limit</translation>
    </message>
    <message>
        <source>Limit reached</source>
        <translation>Limit erreicht</translation>
    </message>
    <message>
        <source>Show the periods as a table</source>
        <translation>Perioden als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Periods so far, and the limit of {limit}</source>
        <translation>Perioden bisher, und das Limit von {limit}</translation>
    </message>
    <message>
        <source>Each {time} up to now, and the limit of {limit}</source>
        <translation>In je {time} bis jetzt, und das Limit von {limit}</translation>
    </message>
</context>
<context>
    <name>PriceAsSheet</name>
    <message>
        <source>Price {model} as another model</source>
        <translation>{model} wie ein anderes Modell bewerten</translation>
    </message>
    <message>
        <source>Its calls at {provider} then have the prices that the list has for that one.</source>
        <translation>Aufrufe bei {provider} haben dann die Preise, die die Liste für dieses hat.</translation>
    </message>
    <message>
        <source>Whose list</source>
        <translation>Wessen Liste</translation>
    </message>
    <message>
        <source>Model in the list</source>
        <translation>Modell in der Liste</translation>
    </message>
    <message>
        <source>start to type its name</source>
        <translation>Namen zu tippen beginnen</translation>
    </message>
    <message>
        <source>What it would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Price it so</source>
        <translation>So bewerten</translation>
    </message>
    <message>
        <source>{seller}&apos;s list has no such model.</source>
        <translation>Die Liste von {seller} hat kein solches Modell.</translation>
    </message>
    <message>
        <source>of the last 30 days</source>
        <translation>der letzten 30 Tage</translation>
    </message>
    <message>
        <source>The price is set.</source>
        <translation>Der Preis ist gesetzt.</translation>
    </message>
</context>
<context>
    <name>PriceDetail</name>
    <message>
        <source>Prices of a model</source>
        <translation>Preise eines Modells</translation>
    </message>
    <message>
        <source>Close the prices (Esc)</source>
        <translation>Preise schließen (Esc)</translation>
    </message>
    <message>
        <source>Set your own…</source>
        <translation>Eigenen setzen…</translation>
    </message>
    <message>
        <source>Back to the list&apos;s</source>
        <translation>Zurück zur Liste</translation>
    </message>
    <message>
        <source>What if…</source>
        <translation>Was wäre, wenn…</translation>
    </message>
    <message>
        <source>What if your calls had gone to this model</source>
        <translation>Was, wenn die Aufrufe an dieses Modell gegangen wären</translation>
    </message>
    <message>
        <source>All prices of this model</source>
        <translation>Alle Preise dieses Modells</translation>
    </message>
    <message>
        <source>at {provider}</source>
        <translation>bei {provider}</translation>
    </message>
    <message>
        <source>End this</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Its calls have the prices of {model}.</source>
        <translation>Die Aufrufe haben die Preise von {model}.</translation>
    </message>
    <message>
        <source>Other names: {names}</source>
        <translation>Andere Namen: {names}</translation>
    </message>
</context>
<context>
    <name>PriceEffect</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>No call {when} would cost anything else.</source>
        <translation>Kein Aufruf {when} würde etwas anderes kosten.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them had no price until now.</source>
        <translation>
            <numerusform>%Ln davon hatte bisher keinen Preis.</numerusform>
            <numerusform>%Ln davon hatten bisher keinen Preis.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them would have no price any more.</source>
        <translation>
            <numerusform>%Ln davon hätte keinen Preis mehr.</numerusform>
            <numerusform>%Ln davon hätten keinen Preis mehr.</numerusform>
        </translation>
    </message>
    <message>
        <source>What subscriptions cover would be worth {new} instead of {old}; it is not paid.</source>
        <translation>Was Abonnements decken, wäre {new} statt {old} wert; bezahlt wird es nicht.</translation>
    </message>
    <message>
        <source>{calls} {when}: {old} would become {new}, {change}.</source>
        <translation>{calls} {when}: aus {old} würden {new}, {change}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln Aufruf</numerusform>
            <numerusform>%Ln Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>Kein Modell genannt</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>ohne Preis</translation>
    </message>
    <message numerus="yes">
        <source>The largest changes of %Ln model(s):</source>
        <translation>
            <numerusform>Die größten Änderungen von %Ln Modell:</numerusform>
            <numerusform>Die größten Änderungen von %Ln Modellen:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PriceForm</name>
    <message>
        <source>Your own price</source>
        <translation>Eigener Preis</translation>
    </message>
    <message>
        <source>It goes before the list&apos;s. Calls already recorded keep their cost until you reprice them.</source>
        <translation>Er geht dem der Liste vor. Schon aufgezeichnete Aufrufe behalten ihre Kosten, bis sie neu bewertet werden.</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>its exact name, or a pattern such as gpt-5*</source>
        <translation>der genaue Name oder ein Muster wie gpt-5*</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>all time, or 2026-01-31</source>
        <translation>immer, oder 2026-01-31</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>für immer</translation>
    </message>
    <message>
        <source>Service tier</source>
        <translation>Dienststufe</translation>
    </message>
    <message>
        <source>Every tier</source>
        <translation>Alle Stufen</translation>
    </message>
    <message>
        <source>That is what it costs</source>
        <translation>Das ist der wahre Preis</translation>
    </message>
    <message>
        <source>What it would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Dollars for a million tokens, or for one of what is counted</source>
        <translation>Dollar je Million Tokens oder je Einheit</translation>
    </message>
    <message>
        <source>More kinds: audio, images, searches, hours…</source>
        <translation>Weitere Arten: Audio, Bilder, Suchen, Stunden…</translation>
    </message>
    <message>
        <source>Set the price</source>
        <translation>Preis setzen</translation>
    </message>
    <message>
        <source>No price was written yet.</source>
        <translation>Noch ist kein Preis eingetragen.</translation>
    </message>
    <message>
        <source>Say which provider and which model it is for.</source>
        <translation>Anbieter und Modell angeben, für die er gilt.</translation>
    </message>
    <message>
        <source>A price for the hours it runs stands alone.</source>
        <translation>Ein Preis für die Stunden, die es läuft, steht allein.</translation>
    </message>
    <message>
        <source>set in the window</source>
        <translation>im Fenster gesetzt</translation>
    </message>
    <message>
        <source>Is this right? {doubts}.</source>
        <translation>Stimmt das? {doubts}.</translation>
    </message>
    <message>
        <source>Looking at the last 30 days…</source>
        <translation>Die letzten 30 Tage werden angesehen…</translation>
    </message>
    <message>
        <source>of the last 30 days</source>
        <translation>der letzten 30 Tage</translation>
    </message>
    <message>
        <source>left empty, calls with it have no price</source>
        <translation>bleibt es leer, haben Aufrufe damit keinen Preis</translation>
    </message>
    <message>
        <source>left empty, it costs {price}</source>
        <translation>bleibt es leer, kostet es {price}</translation>
    </message>
    <message>
        <source>list: {price}</source>
        <translation>Liste: {price}</translation>
    </message>
    <message>
        <source>The price is set.</source>
        <translation>Der Preis ist gesetzt.</translation>
    </message>
</context>
<context>
    <name>PriceUpdateSheet</name>
    <message>
        <source>Update the price list</source>
        <translation>Preisliste aktualisieren</translation>
    </message>
    <message>
        <source>Looks at a list without taking it. New prices count from that list&apos;s day on; what is past keeps the prices that it had.</source>
        <translation>Sieht eine Liste an, ohne sie zu übernehmen. Neue Preise zählen ab dem Tag der Liste; Vergangenes behält seine Preise.</translation>
    </message>
    <message>
        <source>Address or file of the list</source>
        <translation>Adresse oder Datei der Liste</translation>
    </message>
    <message>
        <source>https://… or a file; there is no server of ours that has one</source>
        <translation>https://… oder eine Datei; einen eigenen Server dafür gibt es nicht</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Show what differs</source>
        <translation>Unterschiede zeigen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Old</source>
        <translation>Alt</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Prices that differ</source>
        <translation>Preise, die abweichen</translation>
    </message>
    <message>
        <source>I looked at these, and they are right</source>
        <translation>Angesehen, und sie stimmen</translation>
    </message>
    <message>
        <source>Undo the last update</source>
        <translation>Letzte Aktualisierung zurücknehmen</translation>
    </message>
    <message>
        <source>Back to the built-in list</source>
        <translation>Zurück zur eingebauten Liste</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Take this list</source>
        <translation>Diese Liste übernehmen</translation>
    </message>
    <message>
        <source>A price list</source>
        <translation>Eine Preisliste</translation>
    </message>
    <message>
        <source>Reading the list…</source>
        <translation>Die Liste wird gelesen…</translation>
    </message>
    <message>
        <source>There is no newer list: this one is of {stamp}, and that of {now} is in force.</source>
        <translation>Es gibt keine neuere Liste: Diese ist vom {stamp}, und die vom {now} gilt.</translation>
    </message>
    <message>
        <source>The list of {stamp} instead of that of {before}: {changed}, {added}, {removed}.</source>
        <translation>Die Liste vom {stamp} statt der vom {before}: {changed}, {added}, {removed}.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln price(s) changed</source>
        <translation>
            <numerusform>%Ln Preis geändert</numerusform>
            <numerusform>%Ln Preise geändert</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s) added</source>
        <translation>
            <numerusform>%Ln Modell neu</numerusform>
            <numerusform>%Ln Modelle neu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s) gone</source>
        <translation>
            <numerusform>%Ln Modell entfallen</numerusform>
            <numerusform>%Ln Modelle entfallen</numerusform>
        </translation>
    </message>
    <message>
        <source>Added: {names}</source>
        <translation>Neu: {names}</translation>
    </message>
    <message>
        <source>Gone: {names}. They keep their last price.</source>
        <translation>Entfallen: {names}. Ihr letzter Preis bleibt.</translation>
    </message>
    <message numerus="yes">
        <source>The first %Ln of the changes:</source>
        <translation>
            <numerusform>Die erste %Ln Änderung:</numerusform>
            <numerusform>Die ersten %Ln Änderungen:</numerusform>
        </translation>
    </message>
    <message>
        <source>Look at this first: {doubts}.</source>
        <translation>Das zuerst ansehen: {doubts}.</translation>
    </message>
    <message numerus="yes">
        <source> and %Ln more</source>
        <translation>
            <numerusform> und %Ln weiteres</numerusform>
            <numerusform> und %Ln weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>Taking the list…</source>
        <translation>Die Liste wird übernommen…</translation>
    </message>
    <message>
        <source>The list of {stamp} is in force.</source>
        <translation>Die Liste vom {stamp} gilt.</translation>
    </message>
    <message>
        <source>Going back…</source>
        <translation>Wird zurückgegangen…</translation>
    </message>
    <message>
        <source>The list of {stamp} is in force again.</source>
        <translation>Die Liste vom {stamp} gilt wieder.</translation>
    </message>
</context>
<context>
    <name>PricesModel</name>
    <message>
        <source>Your price</source>
        <translation>Eigener Preis</translation>
    </message>
    <message>
        <source>Priced as</source>
        <translation>Bewertet wie</translation>
    </message>
    <message>
        <source>List, replaced</source>
        <translation>Liste, ersetzt</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Liste</translation>
    </message>
</context>
<context>
    <name>PricesPage</name>
    <message>
        <source>Set a price…</source>
        <translation>Preis setzen…</translation>
    </message>
    <message>
        <source>Reprice…</source>
        <translation>Neu bewerten…</translation>
    </message>
    <message>
        <source>Update…</source>
        <translation>Aktualisieren…</translation>
    </message>
    <message>
        <source>Give past calls the cost by the prices of now</source>
        <translation>Früheren Aufrufen die Kosten nach heutigen Preisen geben</translation>
    </message>
    <message>
        <source>Take a newer price list</source>
        <translation>Eine neuere Preisliste übernehmen</translation>
    </message>
    <message>
        <source>Search prices</source>
        <translation>Preise durchsuchen</translation>
    </message>
    <message>
        <source>Search models…</source>
        <translation>Modelle suchen…</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Which prices</source>
        <translation>Welche Preise</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Every provider</source>
        <translation>Alle Anbieter</translation>
    </message>
    <message>
        <source>All prices</source>
        <translation>Alle Preise</translation>
    </message>
    <message>
        <source>Your own</source>
        <translation>Eigene</translation>
    </message>
    <message>
        <source>The list</source>
        <translation>Die Liste</translation>
    </message>
    <message>
        <source>Yours first</source>
        <translation>Eigene zuerst</translation>
    </message>
    <message>
        <source>By name</source>
        <translation>Nach Namen</translation>
    </message>
    <message>
        <source>Cheapest input</source>
        <translation>Günstigste Eingabe</translation>
    </message>
    <message>
        <source>Cheapest output</source>
        <translation>Günstigste Ausgabe</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>built in</source>
        <translation>eingebaut</translation>
    </message>
    <message>
        <source>updated</source>
        <translation>aktualisiert</translation>
    </message>
    <message>
        <source>List of {stamp}, {origin}</source>
        <translation>Liste vom {stamp}, {origin}</translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s)</source>
        <translation>
            <numerusform>%Ln Modell</numerusform>
            <numerusform>%Ln Modelle</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln price(s) of your own</source>
        <translation>
            <numerusform>%Ln eigener Preis</numerusform>
            <numerusform>%Ln eigene Preise</numerusform>
        </translation>
    </message>
    <message>
        <source>every recorded call has a cost</source>
        <translation>jeder aufgezeichnete Aufruf hat Kosten</translation>
    </message>
    <message>
        <source>You have no prices of your own</source>
        <translation>Keine eigenen Preise</translation>
    </message>
    <message>
        <source>The list&apos;s prices count. A contract or a computer of your own may cost something else.</source>
        <translation>Die Preise der Liste zählen. Ein Vertrag oder ein eigener Rechner kostet vielleicht anders.</translation>
    </message>
    <message>
        <source>No price is like that</source>
        <translation>Kein Preis ist so</translation>
    </message>
    <message>
        <source>A model that the list does not know can have a price of your own.</source>
        <translation>Ein Modell, das die Liste nicht kennt, kann einen eigenen Preis haben.</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message numerus="yes">
        <source>The price is set; %Ln call(s) have one now</source>
        <translation>
            <numerusform>Der Preis ist gesetzt; %Ln Aufruf hat jetzt einen</numerusform>
            <numerusform>Der Preis ist gesetzt; %Ln Aufrufe haben jetzt einen</numerusform>
        </translation>
    </message>
    <message>
        <source>The list&apos;s price counts again; past calls keep their cost.</source>
        <translation>Der Preis der Liste zählt wieder; frühere Aufrufe behalten ihre Kosten.</translation>
    </message>
</context>
<context>
    <name>ProjectRules</name>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>Calls come here by their address (/@project/…), their header, or their client&apos;s project. A rule brings others, by their client, model, path or folder.</source>
        <translation>Aufrufe kommen durch ihre Adresse (/@project/…), ihren Header oder das Projekt ihres Clients hierher. Eine Regel bringt weitere: nach Client, Modell, Pfad oder Ordner.</translation>
    </message>
    <message>
        <source>The first rule that fits a call decides: drag them, or move them by Alt+Up and Alt+Down.</source>
        <translation>Die erste Regel, die auf einen Aufruf passt, entscheidet. Verschieben: ziehen, oder Alt+Auf und Alt+Ab.</translation>
    </message>
</context>
<context>
    <name>ProjectsPart</name>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Add a project</source>
        <translation>Projekt hinzufügen</translation>
    </message>
    <message>
        <source>The chosen project</source>
        <translation>Das gewählte Projekt</translation>
    </message>
    <message>
        <source>Archive</source>
        <translation>Archivieren</translation>
    </message>
    <message>
        <source>Its calls</source>
        <translation>Die Aufrufe dazu</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Calls without a project</source>
        <translation>Aufrufe ohne Projekt</translation>
    </message>
    <message>
        <source>Apply the rules to past calls…</source>
        <translation>Regeln auf frühere Aufrufe anwenden…</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>Noch keine Projekte</translation>
    </message>
    <message>
        <source>A project tells what calls are for: a customer, a product, a piece of work.</source>
        <translation>Ein Projekt sagt, wofür Aufrufe sind: für einen Kunden, ein Produkt, eine Arbeit.</translation>
    </message>
    <message>
        <source>No project is called that</source>
        <translation>Kein Projekt heißt so</translation>
    </message>
    <message>
        <source>Archived</source>
        <translation>Archiviert</translation>
    </message>
    <message>
        <source>no calls in this range</source>
        <translation>keine Aufrufe in diesem Zeitraum</translation>
    </message>
    <message numerus="yes">
        <source>%Ln rule(s)</source>
        <translation>
            <numerusform>%Ln Regel</numerusform>
            <numerusform>%Ln Regeln</numerusform>
        </translation>
    </message>
    <message>
        <source>{calls} in this range, {cost}</source>
        <translation>{calls} in diesem Zeitraum, {cost}</translation>
    </message>
    <message>
        <source>called as /@{name}/…</source>
        <translation>aufgerufen als /@{name}/…</translation>
    </message>
    <message>
        <source>Take out of the archive</source>
        <translation>Aus dem Archiv holen</translation>
    </message>
    <message>
        <source>{calls} of this range have no project, {cost}.</source>
        <translation>{calls} dieses Zeitraums haben kein Projekt, {cost}.</translation>
    </message>
    <message>
        <source>Every call of this range has a project.</source>
        <translation>Jeder Aufruf dieses Zeitraums hat ein Projekt.</translation>
    </message>
    <message>
        <source>There are no rules yet</source>
        <translation>Noch gibt es keine Regeln</translation>
    </message>
</context>
<context>
    <name>ProviderSheet</name>
    <message>
        <source>A provider of your own</source>
        <translation>Ein eigener Anbieter</translation>
    </message>
    <message>
        <source>Any host that speaks one of these APIs. Tools call it under its name here.</source>
        <translation>Jeder Host, der eine dieser APIs spricht. Werkzeuge rufen ihn unter dem Namen auf, den er hier hat.</translation>
    </message>
    <message>
        <source>Calls to /{id}/… go to its base URL.</source>
        <translation>Aufrufe an /{id}/… gehen an diese Basis-URL.</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>ID</translation>
    </message>
    <message>
        <source>such as my-gateway</source>
        <translation>etwa mein-gateway</translation>
    </message>
    <message>
        <source>A part of addresses: lower-case letters, digits, - and _.</source>
        <translation>Ein Teil von Adressen: Kleinbuchstaben, Ziffern, - und _.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>how it is shown</source>
        <translation>wie er angezeigt wird</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Base URL</source>
        <translation>Basis-URL</translation>
    </message>
    <message>
        <source>https://host, without a version</source>
        <translation>https://host, ohne Version</translation>
    </message>
    <message>
        <source>On this computer or the LAN: free, plain http allowed</source>
        <translation>Hier oder im LAN: kostenlos, einfaches http erlaubt</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>Ask its streams to report their usage</source>
        <translation>Seine Streams um Angabe des Verbrauchs bitten</translation>
    </message>
    <message>
        <source>Usage</source>
        <translation>Verbrauch</translation>
    </message>
    <message>
        <source>Add it</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>{name} is added.</source>
        <translation>{name} ist hinzugefügt.</translation>
    </message>
    <message>
        <source>{name} is changed.</source>
        <translation>{name} ist geändert.</translation>
    </message>
    <message>
        <source>From now on {host} gets what is stored for {names}. If that key is for this host, press again; else remove the key first.</source>
        <translation>Ab jetzt bekommt {host}, was für {names} hinterlegt ist. Ist der Schlüssel für diesen Host, noch einmal drücken; sonst erst den Schlüssel entfernen.</translation>
    </message>
</context>
<context>
    <name>ProviderView</name>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Add a key</source>
        <translation>Schlüssel hinzufügen</translation>
    </message>
    <message>
        <source>Let them take turns</source>
        <translation>Abwechseln lassen</translation>
    </message>
    <message>
        <source>The tools&apos; own credentials</source>
        <translation>Die eigenen Zugangsdaten der Werkzeuge</translation>
    </message>
    <message>
        <source>How the accounts take turns</source>
        <translation>Wie die Konten sich abwechseln</translation>
    </message>
    <message>
        <source>How long a session stays with its account</source>
        <translation>Wie lange eine Sitzung bei ihrem Konto bleibt</translation>
    </message>
    <message>
        <source>A session that stays with its account finds its prompt cache there</source>
        <translation>Eine Sitzung, die bei ihrem Konto bleibt, findet dort ihren Prompt-Cache</translation>
    </message>
    <message>
        <source>no base URL yet</source>
        <translation>noch keine Basis-URL</translation>
    </message>
    <message>
        <source>Called as /{id}/…</source>
        <translation>Aufgerufen als /{id}/…</translation>
    </message>
    <message>
        <source>{api} API</source>
        <translation>{api}-API</translation>
    </message>
    <message>
        <source>local, free</source>
        <translation>lokal, kostenlos</translation>
    </message>
    <message>
        <source>your own</source>
        <translation>eigener</translation>
    </message>
    <message>
        <source>changed by you</source>
        <translation>selbst geändert</translation>
    </message>
    <message>
        <source>{calls} in this range, {cost}</source>
        <translation>{calls} in diesem Zeitraum, {cost}</translation>
    </message>
    <message>
        <source>No key is stored for {name}, and none is needed while tools bring their own: those pass through. Store one to give tools a token instead of the key.</source>
        <translation>Für {name} ist kein Schlüssel hinterlegt, und es braucht keinen, solange Werkzeuge eigene mitbringen: Die werden durchgereicht. Mit einem hinterlegten bekommen Werkzeuge statt des Schlüssels ein Token.</translation>
    </message>
    <message>
        <source>Those with a lower rank only take calls when all above them rest.</source>
        <translation>Wer einen niedrigeren Rang hat, nimmt nur Aufrufe an, wenn alle darüber ruhen.</translation>
    </message>
    <message>
        <source>Rank {n}</source>
        <translation>Rang {n}</translation>
    </message>
    <message>
        <source>weight {n}</source>
        <translation>Gewicht {n}</translation>
    </message>
    <message>
        <source>{calls} with a key or login of the tool itself, {cost}</source>
        <translation>{calls} mit Schlüssel oder Login des Werkzeugs selbst, {cost}</translation>
    </message>
    <message>
        <source>Calling {url}…</source>
        <translation>{url} wird aufgerufen…</translation>
    </message>
    <message>
        <source>No answer: {reason}. Check the address and the network.</source>
        <translation>Keine Antwort: {reason}. Adresse und Netz prüfen.</translation>
    </message>
    <message>
        <source>It answers, in {ms} ms.</source>
        <translation>Antwortet, in {ms} ms.</translation>
    </message>
    <message>
        <source>Put back as it came</source>
        <translation>Wie ausgeliefert</translation>
    </message>
    <message>
        <source>Remove this provider</source>
        <translation>Diesen Anbieter entfernen</translation>
    </message>
</context>
<context>
    <name>ProvidersPage</name>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>Unlock the keys</source>
        <translation>Schlüssel entsperren</translation>
    </message>
    <message>
        <source>Add a provider of your own</source>
        <translation>Eigenen Anbieter hinzufügen</translation>
    </message>
    <message>
        <source>The chosen provider</source>
        <translation>Der gewählte Anbieter</translation>
    </message>
    <message>
        <source>The keys are locked: no call can have a stored one.</source>
        <translation>Die Schlüssel sind gesperrt: Kein Aufruf kann einen hinterlegten bekommen.</translation>
    </message>
    <message>
        <source>There is no provider {name} any more.</source>
        <translation>Den Anbieter {name} gibt es nicht mehr.</translation>
    </message>
    <message>
        <source>With calls in this range</source>
        <translation>Mit Aufrufen in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Set up</source>
        <translation>Eingerichtet</translation>
    </message>
    <message>
        <source>Others</source>
        <translation>Andere</translation>
    </message>
    <message>
        <source>Its keys are locked</source>
        <translation>Die Schlüssel sind gesperrt</translation>
    </message>
    <message numerus="yes">
        <source>%Ln account(s) resting</source>
        <translation>
            <numerusform>%Ln Konto ruht</numerusform>
            <numerusform>%Ln Konten ruhen</numerusform>
        </translation>
    </message>
    <message>
        <source>An account is paused</source>
        <translation>Ein Konto ist angehalten</translation>
    </message>
    <message>
        <source>An account has no key</source>
        <translation>Ein Konto hat keinen Schlüssel</translation>
    </message>
    <message>
        <source>It has a key</source>
        <translation>Er hat einen Schlüssel</translation>
    </message>
    <message>
        <source>no base URL yet</source>
        <translation>noch keine Basis-URL</translation>
    </message>
    <message>
        <source>{name} is paused.</source>
        <translation>{name} ist angehalten.</translation>
    </message>
    <message>
        <source>{name} takes calls again.</source>
        <translation>{name} nimmt wieder Aufrufe an.</translation>
    </message>
    <message>
        <source>{name} is as it came.</source>
        <translation>{name} ist wie ausgeliefert.</translation>
    </message>
    <message>
        <source>{name} is removed; its calls stay.</source>
        <translation>{name} ist entfernt; die Aufrufe bleiben.</translation>
    </message>
    <message>
        <source>The key of {account} is removed.</source>
        <translation>Der Schlüssel von {account} ist entfernt.</translation>
    </message>
    <message>
        <source>{account} is removed.</source>
        <translation>{account} ist entfernt.</translation>
    </message>
    <message>
        <source>Remove the key of {account}?</source>
        <translation>Schlüssel von {account} entfernen?</translation>
    </message>
    <message>
        <source>Remove {account}?</source>
        <translation>{account} entfernen?</translation>
    </message>
    <message>
        <source>Its key is taken out of the {where} and cannot be brought back from here. Calls through this account fail from then on, unless another one takes them.</source>
        <translation>Der Schlüssel wird aus dem {where} genommen und lässt sich von hier nicht zurückholen. Aufrufe über dieses Konto schlagen dann fehl, wenn kein anderes sie übernimmt.</translation>
    </message>
    <message>
        <source>Remove it</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>How the accounts take turns is changed.</source>
        <translation>Wie die Konten sich abwechseln, ist geändert.</translation>
    </message>
    <message>
        <source>The order is changed.</source>
        <translation>Die Reihenfolge ist geändert.</translation>
    </message>
    <message>
        <source>All accounts have the same rank now.</source>
        <translation>Alle Konten haben jetzt denselben Rang.</translation>
    </message>
</context>
<context>
    <name>ProxyNotice</name>
    <message>
        <source>Switch the proxy on</source>
        <translation>Proxy einschalten</translation>
    </message>
    <message>
        <source>The proxy is off, so there is no address for your tools yet. {why}</source>
        <translation>Der Proxy ist aus, daher gibt es für Werkzeuge noch keine Adresse. {why}</translation>
    </message>
    <message>
        <source>The proxy is off: calls of your tools fail until it is on.</source>
        <translation>Der Proxy ist aus: Aufrufe der Werkzeuge schlagen fehl, bis er an ist.</translation>
    </message>
</context>
<context>
    <name>ProxySwitch</name>
    <message>
        <source>Tried again at {time}: {why}</source>
        <translation>Um {time} erneut versucht: {why}</translation>
    </message>
    <message>
        <source>Use port {port}</source>
        <translation>Port {port} nehmen</translation>
    </message>
</context>
<context>
    <name>Pulse</name>
    <message>
        <source>No calls yet</source>
        <translation>Noch keine Aufrufe</translation>
    </message>
    <message>
        <source>Last call {ago}: {what}</source>
        <translation>Letzter Aufruf {ago}: {what}</translation>
    </message>
</context>
<context>
    <name>QuietRow</name>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>Change the quiet hours</source>
        <translation>Ruhezeit ändern</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Ändern</translation>
    </message>
</context>
<context>
    <name>QuietSheet</name>
    <message>
        <source>Quiet hours</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>Messages wait until they end, and come as one. Budgets that stop calls and runaway clients are told at once.</source>
        <translation>Nachrichten warten, bis sie endet, und kommen als eine. Budgets, die Aufrufe stoppen, und Clients in Endlosschleifen werden sofort gemeldet.</translation>
    </message>
    <message>
        <source>Keep quiet</source>
        <translation>Ruhe halten</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>They begin and end at the same time: choose two different times.</source>
        <translation>Beginn und Ende sind gleich: zwei verschiedene Zeiten wählen.</translation>
    </message>
    <message>
        <source>No quiet hours any more</source>
        <translation>Keine Ruhezeit mehr</translation>
    </message>
    <message>
        <source>Quiet from {since} until {until}</source>
        <translation>Ruhe von {since} bis {until}</translation>
    </message>
</context>
<context>
    <name>QuitSheet</name>
    <message>
        <source>Quit Tollgate?</source>
        <translation>Tollgate beenden?</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) still going on.</source>
        <translation>
            <numerusform>%Ln Aufruf läuft noch.</numerusform>
            <numerusform>%Ln Aufrufe laufen noch.</numerusform>
        </translation>
    </message>
    <message>
        <source>They get a short time to finish, and are cut then.</source>
        <translation>Sie haben noch kurz Zeit, dann werden sie abgebrochen.</translation>
    </message>
    <message>
        <source>Give them their own addresses back</source>
        <translation>Eigene Adressen zurückgeben</translation>
    </message>
    <message>
        <source>Pointing here: {names}</source>
        <translation>Hierher zeigen: {names}</translation>
    </message>
    <message>
        <source>Keep running</source>
        <translation>Weiterlaufen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>They get their own addresses back now, and point here again when Tollgate starts.</source>
        <translation>Sie bekommen jetzt ihre eigenen Adressen zurück und zeigen wieder hierher, wenn Tollgate startet.</translation>
    </message>
    <message>
        <source>Their calls fail while Tollgate does not run.</source>
        <translation>Ihre Aufrufe schlagen fehl, solange Tollgate nicht läuft.</translation>
    </message>
    <message>
        <source>They point here again when Tollgate starts.</source>
        <translation>Sie zeigen wieder hierher, wenn Tollgate startet.</translation>
    </message>
    <message>
        <source>Quit anyway</source>
        <translation>Trotzdem beenden</translation>
    </message>
    <message>
        <source>Tollgate keeps running.</source>
        <translation>Tollgate läuft weiter.</translation>
    </message>
</context>
<context>
    <name>RaiseForm</name>
    <message>
        <source>Raise {name}</source>
        <translation>{name} erhöhen</translation>
    </message>
    <message>
        <source>Until ({zone})</source>
        <translation>Bis ({zone})</translation>
    </message>
    <message>
        <source>US dollars</source>
        <translation>US-Dollar</translation>
    </message>
    <message>
        <source>tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>By how much ({unit})</source>
        <translation>Um wie viel ({unit})</translation>
    </message>
    <message>
        <source>For how long</source>
        <translation>Für wie lange</translation>
    </message>
    <message>
        <source>Raise</source>
        <translation>Erhöhen</translation>
    </message>
    <message>
        <source>For today</source>
        <translation>Für heute</translation>
    </message>
    <message>
        <source>Until the period ends</source>
        <translation>Bis die Periode endet</translation>
    </message>
    <message>
        <source>For an hour</source>
        <translation>Für eine Stunde</translation>
    </message>
    <message>
        <source>Until…</source>
        <translation>Bis…</translation>
    </message>
    <message>
        <source>Write a number, such as 2 or 1.50.</source>
        <translation>Eine Zahl wie 2 oder 1,50 eingeben.</translation>
    </message>
    <message>
        <source>The limit becomes {limit} until {when}. Then it is as before.</source>
        <translation>Das Limit wird {limit}, bis {when}. Danach ist es wie zuvor.</translation>
    </message>
    <message>
        <source>Raised {name} by {amount}</source>
        <translation>{name} um {amount} erhöht</translation>
    </message>
</context>
<context>
    <name>RangePicker</name>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>7 d</source>
        <translation>7 T</translation>
    </message>
    <message>
        <source>30 d</source>
        <translation>30 T</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Letzter Monat</translation>
    </message>
    <message>
        <source>Custom…</source>
        <translation>Eigener…</translation>
    </message>
    <message>
        <source>Range: {name}</source>
        <translation>Zeitraum: {name}</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>Zeitraum</translation>
    </message>
</context>
<context>
    <name>Readout</name>
    <message>
        <source>Values at the cursor</source>
        <translation>Werte unter dem Zeiger</translation>
    </message>
</context>
<context>
    <name>ReplaceSheet</name>
    <message>
        <source>Replace the file that is there?</source>
        <translation>Die vorhandene Datei ersetzen?</translation>
    </message>
    <message>
        <source>{folder} already has a file {name}. What is in it now would be lost.</source>
        <translation>In {folder} gibt es schon eine Datei {name}. Ihr jetziger Inhalt ginge verloren.</translation>
    </message>
    <message>
        <source>Replace it</source>
        <translation>Ersetzen</translation>
    </message>
</context>
<context>
    <name>ReportPreview</name>
    <message>
        <source>What it will say</source>
        <translation>Was darin stehen wird</translation>
    </message>
    <message>
        <source>nothing was called; the report would be empty</source>
        <translation>nichts wurde aufgerufen; der Bericht wäre leer</translation>
    </message>
</context>
<context>
    <name>ReportSheet</name>
    <message>
        <source>Make a report</source>
        <translation>Bericht erstellen</translation>
    </message>
    <message>
        <source>A document with charts and tables that can go with an invoice.</source>
        <translation>Ein Dokument mit Diagrammen und Tabellen, das einer Rechnung beiliegen kann.</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>Speichern als…</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Other days…</source>
        <translation>Andere Tage…</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>All calls</source>
        <translation>Alle Aufrufe</translation>
    </message>
    <message>
        <source>Only what the filters show: {filters}</source>
        <translation>Nur was die Filter zeigen: {filters}</translation>
    </message>
    <message>
        <source>Tables by</source>
        <translation>Tabellen nach</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>whom it goes to; may stay empty</source>
        <translation>an wen er geht; kann leer bleiben</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>you or your firm; may stay empty</source>
        <translation>Name oder Firma; kann leer bleiben</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>such as the number of the invoice; may stay empty</source>
        <translation>etwa die Rechnungsnummer; kann leer bleiben</translation>
    </message>
    <message>
        <source>As</source>
        <translation>Als</translation>
    </message>
    <message>
        <source>First day</source>
        <translation>Erster Tag</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>Letzter Tag</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>A table by {group}</source>
        <translation>Eine Tabelle nach {group}</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>Webseite</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Papier</translation>
    </message>
    <message>
        <source>A4</source>
        <translation>A4</translation>
    </message>
    <message>
        <source>US Letter</source>
        <translation>US Letter</translation>
    </message>
    <message>
        <source>Project {name}</source>
        <translation>Projekt {name}</translation>
    </message>
    <message>
        <source>Without a project</source>
        <translation>Ohne Projekt</translation>
    </message>
    <message>
        <source>Client {name}</source>
        <translation>Client {name}</translation>
    </message>
    <message>
        <source>Unknown client</source>
        <translation>Unbekannter Client</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Making the report</source>
        <translation>Der Bericht entsteht</translation>
    </message>
</context>
<context>
    <name>RepriceSheet</name>
    <message>
        <source>Reprice past calls</source>
        <translation>Frühere Aufrufe neu bewerten</translation>
    </message>
    <message>
        <source>Gives calls the cost that they have by the prices of now for the time when they ran. What a provider billed itself stays. It can be taken back.</source>
        <translation>Gibt Aufrufen die Kosten, die sie nach heutigen Preisen zu ihrer Zeit haben. Was ein Anbieter selbst berechnet hat, bleibt. Es lässt sich zurücknehmen.</translation>
    </message>
    <message>
        <source>Calls of</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>The last 30 days</source>
        <translation>Die letzten 30 Tage</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>The last 365 days</source>
        <translation>Die letzten 365 Tage</translation>
    </message>
    <message>
        <source>All time</source>
        <translation>Die ganze Zeit</translation>
    </message>
    <message>
        <source>Only calls without a cost</source>
        <translation>Nur Aufrufe ohne Kosten</translation>
    </message>
    <message>
        <source>What it would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Undo the last repricing</source>
        <translation>Letzte Neubewertung zurücknehmen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Reprice</source>
        <translation>Neu bewerten</translation>
    </message>
    <message>
        <source>Looking at calls…</source>
        <translation>Aufrufe werden angesehen…</translation>
    </message>
    <message>
        <source>of that time</source>
        <translation>aus dieser Zeit</translation>
    </message>
    <message>
        <source>Repricing…</source>
        <translation>Wird neu bewertet…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) have another cost now.</source>
        <translation>
            <numerusform>%Ln Aufruf hat jetzt andere Kosten.</numerusform>
            <numerusform>%Ln Aufrufe haben jetzt andere Kosten.</numerusform>
        </translation>
    </message>
    <message>
        <source>{change} in all. It can be taken back here at any time.</source>
        <translation>{change} insgesamt. Das lässt sich hier jederzeit zurücknehmen.</translation>
    </message>
    <message numerus="yes">
        <source>Repriced %Ln call(s)</source>
        <translation>
            <numerusform>%Ln Aufruf neu bewertet</numerusform>
            <numerusform>%Ln Aufrufe neu bewertet</numerusform>
        </translation>
    </message>
    <message>
        <source>Taking the last repricing back…</source>
        <translation>Die letzte Neubewertung wird zurückgenommen…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) have the cost back that they had.</source>
        <translation>
            <numerusform>%Ln Aufruf hat wieder die Kosten von vorher.</numerusform>
            <numerusform>%Ln Aufrufe haben wieder die Kosten von vorher.</numerusform>
        </translation>
    </message>
    <message>
        <source>Called off: nothing was changed.</source>
        <translation>Abgebrochen: Nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>RestoreSheet</name>
    <message>
        <source>Go back to this backup</source>
        <translation>Zu dieser Sicherung zurück</translation>
    </message>
    <message>
        <source>A ledger cannot be exchanged while calls are written into it. What you decide here happens when Tollgate starts the next time; until then calls go on as ever.</source>
        <translation>Ein Kassenbuch lässt sich nicht tauschen, während Aufrufe hineingeschrieben werden. Was hier entschieden wird, geschieht beim nächsten Start von Tollgate; bis dahin gehen Aufrufe weiter wie immer.</translation>
    </message>
    <message>
        <source>restore</source>
        <translation>wiederherstellen</translation>
    </message>
    <message>
        <source>Type “{word}” to go back to it at the next start</source>
        <translation>„{word}“ eintippen, um beim nächsten Start dahin zurückzugehen</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Or quit Tollgate and run this: it goes back at once, and then takes the calls that came after the backup from the ledger that was there.</source>
        <translation>Oder Tollgate beenden und dies ausführen: Es geht sofort zurück und übernimmt dann die Aufrufe nach der Sicherung aus dem bisherigen Kassenbuch.</translation>
    </message>
    <message>
        <source>Restore at the next start</source>
        <translation>Beim nächsten Start wiederherstellen</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>Calls in it</source>
        <translation>Aufrufe darin</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>Schema</source>
        <translation>Schema</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>The ledger of now has {now} calls, {after} of them after this backup. It is kept beside the restored one, in the same folder, so nothing is lost for good.</source>
        <translation>Das jetzige Kassenbuch hat {now} Aufrufe, davon {after} nach dieser Sicherung. Es bleibt neben dem wiederhergestellten im selben Ordner; nichts geht endgültig verloren.</translation>
    </message>
    <message>
        <source>The backup takes the ledger&apos;s place when Tollgate starts the next time.</source>
        <translation>Die Sicherung tritt beim nächsten Start von Tollgate an die Stelle des Kassenbuchs.</translation>
    </message>
</context>
<context>
    <name>RetagSheet</name>
    <message>
        <source>Give them the project</source>
        <translation>Diesem Projekt zuordnen</translation>
    </message>
    <message>
        <source>Another project for calls</source>
        <translation>Ein anderes Projekt für Aufrufe</translation>
    </message>
    <message>
        <source>Their cost moves with them, in every report and budget. It can be taken back.</source>
        <translation>Ihre Kosten ziehen mit um, in jedem Bericht und Budget. Das lässt sich zurücknehmen.</translation>
    </message>
    <message>
        <source>All calls that the filters show</source>
        <translation>Alle Aufrufe, die die Filter zeigen</translation>
    </message>
    <message numerus="yes">
        <source>The %Ln chosen call(s)</source>
        <translation>
            <numerusform>Der %Ln gewählte Aufruf</numerusform>
            <numerusform>Die %Ln gewählten Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>One of yours, or a new one.</source>
        <translation>Ein vorhandenes oder ein neues.</translation>
    </message>
</context>
<context>
    <name>RotateSheet</name>
    <message>
        <source>A new token for {client}</source>
        <translation>Ein neues Token für {client}</translation>
    </message>
    <message>
        <source>It may be used for the same. The old one ends, and cannot be brought back.</source>
        <translation>Es gilt für dasselbe. Das alte endet und kommt nicht zurück.</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Sofort</translation>
    </message>
    <message>
        <source>In an hour</source>
        <translation>In einer Stunde</translation>
    </message>
    <message>
        <source>In a day</source>
        <translation>In einem Tag</translation>
    </message>
    <message>
        <source>The old one ends</source>
        <translation>Das alte endet</translation>
    </message>
    <message>
        <source>Make the new token</source>
        <translation>Neues Token ausstellen</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message>
        <source>New rule: {kind}</source>
        <translation>Neue Regel: {kind}</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Every channel, new ones too</source>
        <translation>Alle Kanäle, auch neue</translation>
    </message>
    <message>
        <source>Only these channels</source>
        <translation>Nur diese Kanäle</translation>
    </message>
    <message>
        <source>Add rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account of the provider</source>
        <translation>Konto des Anbieters</translation>
    </message>
    <message>
        <source>Model, or a pattern such as gpt-*</source>
        <translation>Modell oder ein Muster wie gpt-*</translation>
    </message>
    <message>
        <source>Only for some calls</source>
        <translation>Nur für manche Aufrufe</translation>
    </message>
    <message>
        <source>Tells</source>
        <translation>Meldet an</translation>
    </message>
    <message>
        <source>Tell {channel}</source>
        <translation>An {channel} melden</translation>
    </message>
    <message>
        <source>Nobody is told: what it finds is only kept here.</source>
        <translation>Niemand erfährt es: Was sie findet, bleibt nur hier.</translation>
    </message>
    <message>
        <source>Changed {name}</source>
        <translation>{name} geändert</translation>
    </message>
    <message>
        <source>{before} is called {name} now. What it told stays with it.</source>
        <translation>{before} heißt jetzt {name}. Was sie gemeldet hat, bleibt bei ihr.</translation>
    </message>
    <message>
        <source>Added {name}</source>
        <translation>{name} hinzugefügt</translation>
    </message>
</context>
<context>
    <name>RuleRow</name>
    <message>
        <source>Remove this rule</source>
        <translation>Diese Regel entfernen</translation>
    </message>
    <message>
        <source>client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>for {project}</source>
        <translation>für {project}</translation>
    </message>
    <message>
        <source>Remove the rule {rule}</source>
        <translation>Regel {rule} entfernen</translation>
    </message>
    <message>
        <source>Alt+Up and Alt+Down move it</source>
        <translation>Alt+Auf und Alt+Ab verschieben sie</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Stummschalten</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>Bearbeiten</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>What it told</source>
        <translation>Was sie gemeldet hat</translation>
    </message>
    <message>
        <source>Edit…	F2</source>
        <translation>Bearbeiten…	F2</translation>
    </message>
    <message>
        <source>Remove	Del</source>
        <translation>Entfernen	Entf</translation>
    </message>
    <message>
        <source>told nothing yet</source>
        <translation>noch nichts gemeldet</translation>
    </message>
    <message>
        <source>last told {ago}</source>
        <translation>zuletzt gemeldet {ago}</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
    <message>
        <source>{name} is watched</source>
        <translation>{name} wird überwacht</translation>
    </message>
    <message>
        <source>Mute {name}</source>
        <translation>{name} stummschalten</translation>
    </message>
    <message>
        <source>Edit {name}</source>
        <translation>{name} bearbeiten</translation>
    </message>
    <message>
        <source>More for {name}</source>
        <translation>Mehr zu {name}</translation>
    </message>
</context>
<context>
    <name>RuleSheet</name>
    <message>
        <source>A rule for {project}</source>
        <translation>Eine Regel für {project}</translation>
    </message>
    <message>
        <source>A call that names no project, and whose client has none, gets it where all of this fits.</source>
        <translation>Ein Aufruf, der kein Projekt nennt und dessen Client keines hat, bekommt es, wo all das passt.</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Pfad</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Any, such as gpt-5*</source>
        <translation>Alle, etwa gpt-5*</translation>
    </message>
    <message>
        <source>Any, such as */embeddings</source>
        <translation>Alle, etwa */embeddings</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>any, such as ~/work/shop</source>
        <translation>alle, etwa ~/work/shop</translation>
    </message>
    <message>
        <source>Of the program that calls, where that is looked at (Settings).</source>
        <translation>Der des Programms, das aufruft, wo danach gesehen wird (Einstellungen).</translation>
    </message>
    <message>
        <source>Add the rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>The rule holds for new calls.</source>
        <translation>Die Regel gilt für neue Aufrufe.</translation>
    </message>
</context>
<context>
    <name>RulesPart</name>
    <message>
        <source>New rule</source>
        <translation>Neue Regel</translation>
    </message>
    <message>
        <source>Rules</source>
        <translation>Regeln</translation>
    </message>
    <message>
        <source>There is no rule</source>
        <translation>Es gibt keine Regel</translation>
    </message>
    <message>
        <source>Without one nobody is told of anything: not of budgets, not of loops, not of keys.</source>
        <translation>Ohne eine erfährt niemand etwas: nichts von Budgets, Schleifen oder Schlüsseln.</translation>
    </message>
    <message>
        <source>Add a rule</source>
        <translation>Regel hinzufügen</translation>
    </message>
    <message>
        <source>No rule is called that</source>
        <translation>Keine Regel heißt so</translation>
    </message>
    <message>
        <source>has a rule</source>
        <translation>hat eine Regel</translation>
    </message>
    <message>
        <source>has a rule that is off</source>
        <translation>hat eine ausgeschaltete Regel</translation>
    </message>
    <message>
        <source>What is to be watched?</source>
        <translation>Was soll überwacht werden?</translation>
    </message>
    <message>
        <source>{name} is on</source>
        <translation>{name} ist an</translation>
    </message>
    <message>
        <source>{name} is off: nobody is told of it</source>
        <translation>{name} ist aus: Niemand erfährt davon</translation>
    </message>
    <message>
        <source>Removed {name}. What it told stays.</source>
        <translation>{name} entfernt. Was sie gemeldet hat, bleibt.</translation>
    </message>
    <message>
        <source>{name} tells again</source>
        <translation>{name} meldet sich wieder</translation>
    </message>
    <message>
        <source>{name}: {muted}. What happens is kept, and told to nobody.</source>
        <translation>{name}: {muted}. Was geschieht, wird aufbewahrt und niemandem gemeldet.</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Paste from the clipboard</source>
        <translation>Aus der Zwischenablage einfügen</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Takes effect when the proxy is switched off and on again.</source>
        <translation>Gilt, sobald der Proxy aus- und wieder eingeschaltet wird.</translation>
    </message>
    <message>
        <source>Put {name} back to its default</source>
        <translation>{name} auf die Vorgabe zurücksetzen</translation>
    </message>
    <message>
        <source>Just now the proxy listens on port {port}.</source>
        <translation>Gerade lauscht der Proxy auf Port {port}.</translation>
    </message>
</context>
<context>
    <name>SettingsPage</name>
    <message>
        <source>Search settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Search settings…</source>
        <translation>Einstellungen suchen…</translation>
    </message>
    <message>
        <source>No setting is called that</source>
        <translation>Keine Einstellung heißt so</translation>
    </message>
    <message>
        <source>Show all</source>
        <translation>Alle zeigen</translation>
    </message>
    <message>
        <source>All settings</source>
        <translation>Alle Einstellungen</translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>SideBar</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Tollgate</source>
        <translation>Tollgate</translation>
    </message>
    <message>
        <source>{name}, {n} new</source>
        <translation>{name}, {n} neu</translation>
    </message>
</context>
<context>
    <name>SigningKeySheet</name>
    <message>
        <source>The signing key of {channel}</source>
        <translation>Der Signaturschlüssel von {channel}</translation>
    </message>
    <message>
        <source>Whoever receives checks X-Tollgate-Signature with it. It is shown this once: copy it now; Tollgate keeps it in the key store.</source>
        <translation>Damit prüft der Empfänger X-Tollgate-Signature. Er wird nur dieses eine Mal gezeigt: jetzt kopieren; Tollgate bewahrt ihn im Schlüsselspeicher auf.</translation>
    </message>
    <message>
        <source>The signing key</source>
        <translation>Der Signaturschlüssel</translation>
    </message>
    <message>
        <source>I have copied it</source>
        <translation>Ich habe ihn kopiert</translation>
    </message>
</context>
<context>
    <name>SlowQuerySheet</name>
    <message>
        <source>An index served all of it.</source>
        <translation>Ein Index bediente sie ganz.</translation>
    </message>
    <message>
        <source>It walked through a whole table: no index served it.</source>
        <translation>Sie ging durch eine ganze Tabelle: Kein Index bediente sie.</translation>
    </message>
    <message>
        <source>A slow query</source>
        <translation>Eine langsame Abfrage</translation>
    </message>
    <message>
        <source>{times} times, at worst {worst}. {index} Calls never wait for it.</source>
        <translation>{times}-mal, schlimmstenfalls {worst}. {index} Aufrufe warten nie darauf.</translation>
    </message>
    <message>
        <source>Its plan</source>
        <translation>Ihr Plan</translation>
    </message>
    <message>
        <source>What was asked</source>
        <translation>Was gefragt wurde</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Sparkline</name>
    <message>
        <source>{name}, its course</source>
        <translation>{name}, Verlauf</translation>
    </message>
</context>
<context>
    <name>StateView</name>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>This could not be read</source>
        <translation>Das ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>Your calls are not affected. {detail}</source>
        <translation>Aufrufe sind nicht betroffen. {detail}</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Listening at {url}</source>
        <translation>Lauscht auf {url}</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Not listening: {trouble}</source>
        <translation>Lauscht nicht: {trouble}</translation>
    </message>
    <message>
        <source>Not listening</source>
        <translation>Lauscht nicht</translation>
    </message>
    <message>
        <source>Paused: calls are refused until the proxy runs again</source>
        <translation>Angehalten: Aufrufe werden abgewiesen, bis der Proxy wieder läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln in flight</source>
        <translation>
            <numerusform>%Ln unterwegs</numerusform>
            <numerusform>%Ln unterwegs</numerusform>
        </translation>
    </message>
    <message>
        <source>Ledger up to date</source>
        <translation>Kassenbuch aktuell</translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting to be written</source>
        <translation>
            <numerusform>%Ln wartet aufs Schreiben</numerusform>
            <numerusform>%Ln warten aufs Schreiben</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TakeButton</name>
    <message>
        <source>Copy as a picture</source>
        <translation>Als Bild kopieren</translation>
    </message>
    <message>
        <source>Copy for a spreadsheet</source>
        <translation>Für eine Tabellenkalkulation kopieren</translation>
    </message>
    <message>
        <source>Copy as CSV</source>
        <translation>Als CSV kopieren</translation>
    </message>
    <message>
        <source>Save as a picture…</source>
        <translation>Als Bild speichern…</translation>
    </message>
    <message>
        <source>Save as CSV…</source>
        <translation>Als CSV speichern…</translation>
    </message>
    <message>
        <source>Copied the picture</source>
        <translation>Bild kopiert</translation>
    </message>
    <message>
        <source>Copied the numbers</source>
        <translation>Zahlen kopiert</translation>
    </message>
    <message>
        <source>Pictures (*.png)</source>
        <translation>Bilder (*.png)</translation>
    </message>
    <message>
        <source>Comma-separated values (*.csv)</source>
        <translation>Kommagetrennte Werte (*.csv)</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Saved {path}</source>
        <translation>{path} gespeichert</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Timing</source>
        <translation>Zeitlicher Ablauf</translation>
    </message>
    <message>
        <source>Until the first byte</source>
        <translation>Bis zum ersten Byte</translation>
    </message>
    <message>
        <source>Until the first token</source>
        <translation>Bis zum ersten Token</translation>
    </message>
    <message>
        <source>Generating</source>
        <translation>Erzeugung</translation>
    </message>
    <message>
        <source>Until the end</source>
        <translation>Bis zum Ende</translation>
    </message>
</context>
<context>
    <name>TokenRow</name>
    <message>
        <source>every provider</source>
        <translation>jeden Anbieter</translation>
    </message>
    <message>
        <source>every model</source>
        <translation>jedes Modell</translation>
    </message>
    <message>
        <source>For {providers}, {models}</source>
        <translation>Für {providers}, {models}</translation>
    </message>
    <message>
        <source>project {name}</source>
        <translation>Projekt {name}</translation>
    </message>
    <message>
        <source>never used</source>
        <translation>nie benutzt</translation>
    </message>
    <message>
        <source>used {ago}</source>
        <translation>benutzt {ago}</translation>
    </message>
    <message>
        <source>made {ago}</source>
        <translation>ausgestellt {ago}</translation>
    </message>
    <message>
        <source>Revoked</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Valid</source>
        <translation>Gültig</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Valid for {time}</source>
        <translation>Gültig noch {time}</translation>
    </message>
</context>
<context>
    <name>TokenSheet</name>
    <message>
        <source>The token of {client}</source>
        <translation>Das Token von {client}</translation>
    </message>
    <message>
        <source>It is shown this once: copy it now. Tollgate keeps only its fingerprint.</source>
        <translation>Es wird nur dieses eine Mal gezeigt: jetzt kopieren. Tollgate bewahrt nur den Fingerabdruck auf.</translation>
    </message>
    <message>
        <source>The token</source>
        <translation>Das Token</translation>
    </message>
    <message>
        <source>For programs with an OpenAI or Anthropic SDK</source>
        <translation>Für Programme mit einem SDK von OpenAI oder Anthropic</translation>
    </message>
    <message>
        <source>Lines for the shell</source>
        <translation>Zeilen für die Shell</translation>
    </message>
    <message>
        <source>Any other tool takes the token where its API key goes, and {url} as its base URL.</source>
        <translation>Andere Werkzeuge nehmen das Token anstelle ihres API-Schlüssels und {url} als Basis-URL.</translation>
    </message>
    <message>
        <source>I have copied it</source>
        <translation>Ich habe es kopiert</translation>
    </message>
</context>
<context>
    <name>ToolBar</name>
    <message>
        <source>Tool bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Command palette (Ctrl+K)</source>
        <translation>Befehlspalette (Strg+K)</translation>
    </message>
    <message>
        <source>Make a report (Ctrl+P)</source>
        <translation>Bericht erstellen (Strg+P)</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Proxy off</source>
        <translation>Proxy aus</translation>
    </message>
    <message>
        <source>Proxy on</source>
        <translation>Proxy an</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Time zone: {zone}</source>
        <translation>Zeitzone: {zone}</translation>
    </message>
    <message>
        <source>Another…</source>
        <translation>Andere…</translation>
    </message>
</context>
<context>
    <name>ToolRow</name>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Does it arrive?</source>
        <translation>Kommt es an?</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>Trennen</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>Neu verbinden</translation>
    </message>
    <message>
        <source>Project {name}</source>
        <translation>Projekt {name}</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Verbunden</translation>
    </message>
    <message>
        <source>It cannot be pointed here: {why}</source>
        <translation>Es kann nicht hierher zeigen: {why}</translation>
    </message>
    <message>
        <source>Not possible</source>
        <translation>Nicht möglich</translation>
    </message>
    <message>
        <source>Edited since</source>
        <translation>Seither bearbeitet</translation>
    </message>
    <message>
        <source>Its file was changed after it was connected, perhaps by the tool itself.</source>
        <translation>Die Datei wurde nach dem Verbinden geändert, vielleicht vom Werkzeug selbst.</translation>
    </message>
    <message>
        <source>Not connected any more</source>
        <translation>Nicht mehr verbunden</translation>
    </message>
    <message>
        <source>Nothing of the connection is left in its file: its calls go past Tollgate.</source>
        <translation>Von der Verbindung ist nichts mehr in der Datei: Die Aufrufe gehen an Tollgate vorbei.</translation>
    </message>
    <message>
        <source>Put back for now</source>
        <translation>Vorerst zurückgestellt</translation>
    </message>
    <message>
        <source>It points here again when Tollgate starts.</source>
        <translation>Es zeigt wieder hierher, wenn Tollgate startet.</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Beschädigt</translation>
    </message>
    <message>
        <source>The record of how it was connected cannot be read: `tollgate doctor` says more.</source>
        <translation>Die Aufzeichnung, wie es verbunden wurde, ist nicht lesbar: `tollgate doctor` sagt mehr.</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>Von Hand</translation>
    </message>
    <message>
        <source>It keeps its settings where nobody else may write.</source>
        <translation>Seine Einstellungen liegen, wo niemand sonst schreiben darf.</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
    <message>
        <source>There is no {path}. Start it once, and it can be connected.</source>
        <translation>Es gibt kein {path}. Einmal starten, dann lässt es sich verbinden.</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>Open Tollgate</source>
        <translation>Tollgate öffnen</translation>
    </message>
    <message>
        <source>Nothing spent today</source>
        <translation>Heute nichts ausgegeben</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Switch the proxy on</source>
        <translation>Proxy einschalten</translation>
    </message>
    <message>
        <source>Pause the proxy</source>
        <translation>Proxy anhalten</translation>
    </message>
    <message>
        <source>not listening</source>
        <translation>lauscht nicht</translation>
    </message>
    <message>
        <source>Resume the proxy</source>
        <translation>Proxy fortsetzen</translation>
    </message>
    <message>
        <source>Today: {spend}</source>
        <translation>Heute: {spend}</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
</context>
<context>
    <name>TrendControls</name>
    <message>
        <source>What is shown</source>
        <translation>Was gezeigt wird</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Maß</translation>
    </message>
    <message>
        <source>Group by</source>
        <translation>Gruppieren nach</translation>
    </message>
    <message>
        <source>Bucket</source>
        <translation>Abschnitt</translation>
    </message>
    <message>
        <source>Bars</source>
        <translation>Balken</translation>
    </message>
    <message>
        <source>Lines</source>
        <translation>Linien</translation>
    </message>
    <message>
        <source>Areas</source>
        <translation>Flächen</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Form</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Over time</source>
        <translation>Im Verlauf</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Over time, or by weekday and hour</source>
        <translation>Im Verlauf, oder nach Wochentag und Stunde</translation>
    </message>
    <message>
        <source>Cumulative</source>
        <translation>Aufsummiert</translation>
    </message>
    <message>
        <source>Period before</source>
        <translation>Periode davor</translation>
    </message>
    <message>
        <source>Automatic ({bucket})</source>
        <translation>Automatisch ({bucket})</translation>
    </message>
    <message>
        <source>Rates and durations do not add up; they are drawn as lines.</source>
        <translation>Raten und Dauern lassen sich nicht addieren; sie werden als Linien gezeichnet.</translation>
    </message>
    <message>
        <source>All together</source>
        <translation>Alle zusammen</translation>
    </message>
    <message>
        <source>By model</source>
        <translation>Nach Modell</translation>
    </message>
    <message>
        <source>By provider</source>
        <translation>Nach Anbieter</translation>
    </message>
    <message>
        <source>By client</source>
        <translation>Nach Client</translation>
    </message>
    <message>
        <source>By project</source>
        <translation>Nach Projekt</translation>
    </message>
    <message>
        <source>By account</source>
        <translation>Nach Konto</translation>
    </message>
    <message>
        <source>By session</source>
        <translation>Nach Sitzung</translation>
    </message>
    <message>
        <source>By status</source>
        <translation>Nach Status</translation>
    </message>
    <message>
        <source>By kind of token</source>
        <translation>Nach Tokenart</translation>
    </message>
    <message>
        <source>15 minutes</source>
        <translation>15 Minuten</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Stunde</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
</context>
<context>
    <name>TrendsPage</name>
    <message>
        <source>Trends</source>
        <translation>Trends</translation>
    </message>
    <message>
        <source>A week, hour by hour</source>
        <translation>Eine Woche, Stunde für Stunde</translation>
    </message>
    <message>
        <source>The chart as a table</source>
        <translation>Das Diagramm als Tabelle</translation>
    </message>
    <message>
        <source>The week as a table</source>
        <translation>Die Woche als Tabelle</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>Wird geladen…</translation>
    </message>
    <message>
        <source>The numbers</source>
        <translation>Die Zahlen</translation>
    </message>
    <message>
        <source>Trends, the chart and its table</source>
        <translation>Trends, Diagramm und Tabelle</translation>
    </message>
    <message>
        <source>No call has come through yet</source>
        <translation>Noch ist kein Aufruf durchgekommen</translation>
    </message>
    <message>
        <source>Trends begin with the first one. The overview says how to point a tool here.</source>
        <translation>Trends beginnen mit dem ersten. Die Übersicht sagt, wie ein Werkzeug hierher zeigt.</translation>
    </message>
    <message>
        <source>Open the overview</source>
        <translation>Übersicht öffnen</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Übrige</translation>
    </message>
    <message>
        <source>None of these calls says this</source>
        <translation>Keiner dieser Aufrufe sagt das</translation>
    </message>
    <message>
        <source>Only streams tell some of it.</source>
        <translation>Nur Streams geben manches davon an.</translation>
    </message>
    <message>
        <source>vs {before} in the same stretch before</source>
        <translation>statt {before} in der gleichen Spanne davor</translation>
    </message>
    <message>
        <source>{measure} an hour</source>
        <translation>{measure} je Stunde</translation>
    </message>
    <message>
        <source>{measure} by weekday and hour</source>
        <translation>{measure} nach Wochentag und Stunde</translation>
    </message>
    <message>
        <source>The filters hide every call of this range</source>
        <translation>Die Filter verbergen alle Aufrufe dieses Zeitraums</translation>
    </message>
    <message>
        <source>Remove one of them to see more.</source>
        <translation>Einen davon entfernen, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>No calls in this range</source>
        <translation>Keine Aufrufe in diesem Zeitraum</translation>
    </message>
    <message>
        <source>Choose a longer range above.</source>
        <translation>Oben einen längeren Zeitraum wählen.</translation>
    </message>
    <message>
        <source>{measure} by model</source>
        <translation>{measure} nach Modell</translation>
    </message>
    <message>
        <source>{measure} by provider</source>
        <translation>{measure} nach Anbieter</translation>
    </message>
    <message>
        <source>{measure} by client</source>
        <translation>{measure} nach Client</translation>
    </message>
    <message>
        <source>{measure} by project</source>
        <translation>{measure} nach Projekt</translation>
    </message>
    <message>
        <source>{measure} by account</source>
        <translation>{measure} nach Konto</translation>
    </message>
    <message>
        <source>{measure} by session</source>
        <translation>{measure} nach Sitzung</translation>
    </message>
    <message>
        <source>{measure} by status</source>
        <translation>{measure} nach Status</translation>
    </message>
    <message>
        <source>{measure} by kind</source>
        <translation>{measure} nach Art</translation>
    </message>
    <message>
        <source>{title}, cumulative</source>
        <translation>{title}, aufsummiert</translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>Kein Modell genannt</translation>
    </message>
    <message>
        <source>Unknown client</source>
        <translation>Unbekannter Client</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>No account</source>
        <translation>Kein Konto</translation>
    </message>
    <message>
        <source>No session</source>
        <translation>Keine Sitzung</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
</context>
<context>
    <name>TwinModel</name>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Period before</source>
        <translation>Periode davor</translation>
    </message>
</context>
<context>
    <name>TwinView</name>
    <message>
        <source>Copy the rows</source>
        <translation>Zeilen kopieren</translation>
    </message>
</context>
<context>
    <name>TypedSheet</name>
    <message>
        <source>Type {name} to confirm</source>
        <translation>Zur Bestätigung {name} eintippen</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo what was just done</source>
        <translation>Rückgängig machen, was eben geschah</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Diese Nachricht schließen</translation>
    </message>
    <message>
        <source>Undo takes back what was done before.</source>
        <translation>Rückgängig nimmt zurück, was davor geschah.</translation>
    </message>
</context>
<context>
    <name>UnlockSheet</name>
    <message>
        <source>Unlock the keys</source>
        <translation>Schlüssel entsperren</translation>
    </message>
    <message>
        <source>Calls get the keys that they need again. The keyring may ask for its own password.</source>
        <translation>Aufrufe bekommen wieder die Schlüssel, die sie brauchen. Der Schlüsselbund fragt vielleicht nach seinem eigenen Passwort.</translation>
    </message>
    <message>
        <source>passphrase</source>
        <translation>Passphrase</translation>
    </message>
    <message>
        <source>Passphrase of the encrypted file of keys</source>
        <translation>Passphrase der verschlüsselten Schlüsseldatei</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Entsperren</translation>
    </message>
    <message>
        <source>The keys are unlocked.</source>
        <translation>Die Schlüssel sind entsperrt.</translation>
    </message>
</context>
<context>
    <name>UnpricedCard</name>
    <message>
        <source>{calls} without a price are left out of every cost</source>
        <translation>{calls} ohne Preis fehlen in allen Kosten</translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln Aufruf</numerusform>
            <numerusform>%Ln Aufrufe</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show %Ln model(s)</source>
        <translation>
            <numerusform>%Ln Modell zeigen</numerusform>
            <numerusform>%Ln Modelle zeigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Hide them</source>
        <translation>Verbergen</translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>Kein Modell genannt</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Tokens</translation>
    </message>
    <message>
        <source>up to {n} tokens</source>
        <translation>bis zu {n} Tokens</translation>
    </message>
    <message>
        <source>{calls}, {tokens}</source>
        <translation>{calls}, {tokens}</translation>
    </message>
    <message>
        <source>Price as…</source>
        <translation>Bewerten wie…</translation>
    </message>
    <message>
        <source>Price {model} as another model</source>
        <translation>{model} wie ein anderes Modell bewerten</translation>
    </message>
    <message>
        <source>Set a price…</source>
        <translation>Preis setzen…</translation>
    </message>
    <message>
        <source>Set a price for {model}</source>
        <translation>Preis für {model} setzen</translation>
    </message>
</context>
<context>
    <name>ViewsButton</name>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Saved views</source>
        <translation>Gespeicherte Ansichten</translation>
    </message>
    <message>
        <source>Save this view</source>
        <translation>Diese Ansicht speichern</translation>
    </message>
    <message>
        <source>Its name:</source>
        <translation>Name der Ansicht:</translation>
    </message>
    <message>
        <source>Saved the view {name}</source>
        <translation>Ansicht {name} gespeichert</translation>
    </message>
    <message>
        <source>No view is saved yet</source>
        <translation>Noch ist keine Ansicht gespeichert</translation>
    </message>
    <message>
        <source>Save this view…</source>
        <translation>Diese Ansicht speichern…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Bring back {name}</source>
        <translation>{name} zurückholen</translation>
    </message>
    <message>
        <source>Deleted the view {name}; the menu can bring it back</source>
        <translation>Ansicht {name} gelöscht; das Menü kann sie zurückholen</translation>
    </message>
</context>
<context>
    <name>WelcomeSheet</name>
    <message>
        <source>Not now</source>
        <translation>Jetzt nicht</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Everything stays on this computer</source>
        <translation>Alles bleibt auf diesem Computer</translation>
    </message>
    <message>
        <source>Tollgate sits between your tools and their providers, and writes down what calls cost.</source>
        <translation>Tollgate sitzt zwischen Werkzeugen und ihren Anbietern und schreibt auf, was Aufrufe kosten.</translation>
    </message>
    <message>
        <source>Keys of providers</source>
        <translation>Schlüssel von Anbietern</translation>
    </message>
    <message>
        <source>Your tools can go on with their own keys and logins: those pass through, nothing has to be stored. With a key in your keyring, tools get a token that you can revoke instead.</source>
        <translation>Werkzeuge können bei ihren eigenen Schlüsseln und Logins bleiben: Die werden durchgereicht, nichts muss hinterlegt werden. Mit einem Schlüssel im Schlüsselbund bekommen Werkzeuge stattdessen ein Token, das sich widerrufen lässt.</translation>
    </message>
    <message>
        <source>Connect your tools</source>
        <translation>Werkzeuge verbinden</translation>
    </message>
    <message>
        <source>Each shows what changes in its file before it changes.</source>
        <translation>Jedes zeigt, was sich in seiner Datei ändert, bevor es sich ändert.</translation>
    </message>
    <message>
        <source>A first call</source>
        <translation>Ein erster Aufruf</translation>
    </message>
    <message>
        <source>Whichever comes first: from a tool of yours, or a test that costs next to nothing.</source>
        <translation>Was zuerst kommt: von einem eigenen Werkzeug, oder ein Test, der fast nichts kostet.</translation>
    </message>
    <message>
        <source>A first budget</source>
        <translation>Ein erstes Budget</translation>
    </message>
    <message>
        <source>Calls that would go beyond it are stopped before they cost.</source>
        <translation>Aufrufe, die darüber hinausgingen, werden gestoppt, bevor sie kosten.</translation>
    </message>
    <message>
        <source>Set up Tollgate</source>
        <translation>Tollgate einrichten</translation>
    </message>
    <message>
        <source>Step {n} of {all}</source>
        <translation>Schritt {n} von {all}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Keep keys in an encrypted file</source>
        <translation>Schlüssel in verschlüsselter Datei aufbewahren</translation>
    </message>
    <message>
        <source>Explore with sample data</source>
        <translation>Mit Beispieldaten ausprobieren</translation>
    </message>
    <message>
        <source>Or look around first: a year of made-up calls, in a window and a ledger of their own.</source>
        <translation>Oder sich erst umsehen: ein Jahr erfundener Aufrufe, mit eigenem Fenster und eigenem Kassenbuch.</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Store a key…</source>
        <translation>Schlüssel hinterlegen…</translation>
    </message>
    <message>
        <source>None of the tools that can be connected was found here.</source>
        <translation>Keines der Werkzeuge, die sich verbinden lassen, wurde hier gefunden.</translation>
    </message>
    <message>
        <source>Send a test call</source>
        <translation>Testaufruf senden</translation>
    </message>
    <message>
        <source>Provider of the test call</source>
        <translation>Anbieter des Testaufrufs</translation>
    </message>
    <message>
        <source>Make a budget…</source>
        <translation>Budget anlegen…</translation>
    </message>
    <message>
        <source>No address yet: the proxy is off. {why}</source>
        <translation>Noch keine Adresse: Der Proxy ist aus. {why}</translation>
    </message>
    <message>
        <source>Calls and costs</source>
        <translation>Aufrufe und Kosten</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Tools call</source>
        <translation>Werkzeuge rufen auf</translation>
    </message>
    <message>
        <source>Stored: {names}</source>
        <translation>Hinterlegt: {names}</translation>
    </message>
    <message>
        <source>{tool}: {how}</source>
        <translation>{tool}: {how}</translation>
    </message>
    <message>
        <source>Go back to store a key, or to connect a tool; or point one here by hand later.</source>
        <translation>Zurückgehen, um einen Schlüssel zu hinterlegen oder ein Werkzeug zu verbinden; oder später eines von Hand hierher zeigen lassen.</translation>
    </message>
    <message>
        <source>Waiting for the first call…</source>
        <translation>Warten auf den ersten Aufruf…</translation>
    </message>
    <message>
        <source>Seen: {what}</source>
        <translation>Gesehen: {what}</translation>
    </message>
    <message>
        <source>There is: {names}</source>
        <translation>Vorhanden: {names}</translation>
    </message>
    <message>
        <source>The proxy was off, and is being switched on. Try it once more.</source>
        <translation>Der Proxy war aus und wird eingeschaltet. Bitte noch einmal versuchen.</translation>
    </message>
    <message>
        <source>Calling {provider}…</source>
        <translation>{provider} wird aufgerufen…</translation>
    </message>
</context>
<context>
    <name>WhatIfNotes</name>
    <message numerus="yes">
        <source>%Ln call(s) are left out: {reason}</source>
        <translation>
            <numerusform>%Ln Aufruf ist ausgelassen: {reason}</numerusform>
            <numerusform>%Ln Aufrufe sind ausgelassen: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln older call(s) are left out: only their sums are kept.</source>
        <translation>
            <numerusform>%Ln älterer Aufruf ist ausgelassen: Nur seine Summen sind aufbewahrt.</numerusform>
            <numerusform>%Ln ältere Aufrufe sind ausgelassen: Nur ihre Summen sind aufbewahrt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) ran before that price was in force; it is used all the same.</source>
        <translation>
            <numerusform>%Ln Aufruf lief, bevor dieser Preis galt; er wird trotzdem verwendet.</numerusform>
            <numerusform>%Ln Aufrufe liefen, bevor dieser Preis galt; er wird trotzdem verwendet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) would go to another model. Its tokenizer counts the same text differently, and it may answer at another length: take the figure as a direction.</source>
        <translation>
            <numerusform>%Ln Aufruf ginge an ein anderes Modell. Sein Tokenizer zählt denselben Text anders, und es antwortet vielleicht in anderer Länge: Die Zahl gibt nur eine Richtung an.</numerusform>
            <numerusform>%Ln Aufrufe gingen an ein anderes Modell. Sein Tokenizer zählt denselben Text anders, und es antwortet vielleicht in anderer Länge: Die Zahl gibt nur eine Richtung an.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhatIfSheet</name>
    <message>
        <source>What if they had gone to {model}?</source>
        <translation>Was, wenn sie an {model} gegangen wären?</translation>
    </message>
    <message>
        <source>Your calls of the last 30 days at the prices of {provider}. Nothing is changed.</source>
        <translation>Die Aufrufe der letzten 30 Tage zu den Preisen von {provider}. Nichts wird geändert.</translation>
    </message>
    <message>
        <source>Whose calls</source>
        <translation>Wessen Aufrufe</translation>
    </message>
    <message>
        <source>Every model</source>
        <translation>Allen Modellen</translation>
    </message>
    <message>
        <source>What it would have cost</source>
        <translation>Was es gekostet hätte</translation>
    </message>
    <message>
        <source>Calls of</source>
        <translation>Aufrufe von</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Looking at calls…</source>
        <translation>Aufrufe werden angesehen…</translation>
    </message>
    <message>
        <source>of the last 30 days</source>
        <translation>der letzten 30 Tage</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Opening the ledger…</source>
        <translation>Das Kassenbuch wird geöffnet…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Tollgate could not start</source>
        <translation>Tollgate konnte nicht starten</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird beendet…</translation>
    </message>
    <message>
        <source>Tollgate keeps running</source>
        <translation>Tollgate läuft weiter</translation>
    </message>
    <message>
        <source>Calls go on through the proxy. Quit from the tray icon, or with Ctrl+Q.</source>
        <translation>Aufrufe gehen weiter durch den Proxy. Beenden über das Symbol in der Leiste oder mit Strg+Q.</translation>
    </message>
</context>
<context>
    <name>_Block</name>
    <message>
        <source>Your price</source>
        <translation>Eigener Preis</translation>
    </message>
    <message>
        <source>List price</source>
        <translation>Listenpreis</translation>
    </message>
    <message>
        <source>every tier</source>
        <translation>alle Stufen</translation>
    </message>
    <message>
        <source>prompts over {n}</source>
        <translation>Prompts über {n}</translation>
    </message>
    <message>
        <source>Counts now</source>
        <translation>Zählt jetzt</translation>
    </message>
    <message>
        <source>Your own price stands in its place</source>
        <translation>Ein eigener Preis steht an seiner Stelle</translation>
    </message>
    <message>
        <source>since {day}</source>
        <translation>seit {day}</translation>
    </message>
    <message>
        <source>for all time</source>
        <translation>für alle Zeit</translation>
    </message>
    <message>
        <source>{hours} UTC</source>
        <translation>{hours} UTC</translation>
    </message>
    <message>
        <source>window</source>
        <translation>das Fenster</translation>
    </message>
    <message>
        <source>command line</source>
        <translation>die Befehlszeile</translation>
    </message>
    <message>
        <source>set {at}, by the {who}</source>
        <translation>gesetzt {at}, über {who}</translation>
    </message>
    <message>
        <source>Every call</source>
        <translation>Jeder Aufruf</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kostenlos</translation>
    </message>
</context>
<context>
    <name>_Chart</name>
    <message>
        <source>{period}: {spent}, {share} of the limit</source>
        <translation>{period}: {spent}, {share} vom Limit</translation>
    </message>
    <message>
        <source>, reached {when}</source>
        <translation>, erreicht {when}</translation>
    </message>
</context>
<context>
    <name>_PlanSheet</name>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>What would change in {path}</source>
        <translation>Was sich in {path} ändern würde</translation>
    </message>
</context>
<context>
    <name>_RetagSheet</name>
    <message>
        <source>What would change</source>
        <translation>Was sich ändern würde</translation>
    </message>
    <message>
        <source>Project so far</source>
        <translation>Bisheriges Projekt</translation>
    </message>
    <message>
        <source>Then</source>
        <translation>Dann</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Looking at what would change…</source>
        <translation>Es wird angesehen, was sich ändern würde…</translation>
    </message>
    <message>
        <source>Looking at what would change</source>
        <translation>Es wird angesehen, was sich ändern würde</translation>
    </message>
    <message>
        <source>No call would get another project.</source>
        <translation>Kein Aufruf bekäme ein anderes Projekt.</translation>
    </message>
    <message>
        <source>{calls} would get another project.</source>
        <translation>{calls} bekämen ein anderes Projekt.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>The calls have their project.</source>
        <translation>Die Aufrufe haben ihr Projekt.</translation>
    </message>
    <message>
        <source>Moving the calls to their project…</source>
        <translation>Die Aufrufe werden ihrem Projekt zugeordnet…</translation>
    </message>
</context>
<context>
    <name>_Row</name>
    <message>
        <source>done</source>
        <translation>erledigt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>accounts</name>
    <message>
        <source>In order: the next one when one rests</source>
        <translation>Der Reihe nach: das nächste, wenn eines ruht</translation>
    </message>
    <message>
        <source>In turns, one call each</source>
        <translation>Reihum, je ein Aufruf</translation>
    </message>
    <message>
        <source>The one with the fewest calls</source>
        <translation>Das mit den wenigsten Aufrufen</translation>
    </message>
    <message>
        <source>By weight</source>
        <translation>Nach Gewicht</translation>
    </message>
    <message>
        <source>Sessions do not stay</source>
        <translation>Sitzungen bleiben nicht</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} Std.</translation>
    </message>
    <message>
        <source>A session stays for {time}</source>
        <translation>Eine Sitzung bleibt {time}</translation>
    </message>
    <message>
        <source>Asked first</source>
        <translation>Zuerst gefragt</translation>
    </message>
    <message>
        <source>No. {n}</source>
        <translation>Nr. {n}</translation>
    </message>
    <message>
        <source>By use, afterwards</source>
        <translation>Nach Verbrauch, im Nachhinein</translation>
    </message>
    <message>
        <source>Paid in advance</source>
        <translation>Im Voraus bezahlt</translation>
    </message>
    <message>
        <source>By subscription</source>
        <translation>Im Abonnement</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>New on this page</source>
        <translation>Neu auf dieser Seite</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Aktualisieren</translation>
    </message>
    <message>
        <source>Export the calls of the range and filter…</source>
        <translation>Aufrufe des Zeitraums und der Filter exportieren…</translation>
    </message>
    <message>
        <source>Make a report…</source>
        <translation>Bericht erstellen…</translation>
    </message>
    <message>
        <source>Pause or resume the proxy</source>
        <translation>Proxy anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>Copy the proxy&apos;s address</source>
        <translation>Adresse des Proxys kopieren</translation>
    </message>
    <message>
        <source>Clear all filters</source>
        <translation>Alle Filter entfernen</translation>
    </message>
    <message>
        <source>New budget</source>
        <translation>Neues Budget</translation>
    </message>
    <message>
        <source>New client</source>
        <translation>Neuer Client</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>New rule for a project</source>
        <translation>Neue Regel für ein Projekt</translation>
    </message>
    <message>
        <source>New provider</source>
        <translation>Neuer Anbieter</translation>
    </message>
    <message>
        <source>New alert rule</source>
        <translation>Neue Alarmregel</translation>
    </message>
    <message>
        <source>New channel for alerts</source>
        <translation>Neuer Kanal für Alarme</translation>
    </message>
    <message>
        <source>Acknowledge all alerts</source>
        <translation>Alle Alarme quittieren</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>Zwischen hell und dunkel wechseln</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>Fold or unfold the side bar</source>
        <translation>Seitenleiste ein- oder ausklappen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Set up step by step</source>
        <translation>Schritt für Schritt einrichten</translation>
    </message>
    <message>
        <source>Explore with sample data</source>
        <translation>Mit Beispieldaten ausprobieren</translation>
    </message>
    <message>
        <source>About Tollgate</source>
        <translation>Über Tollgate</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Fenster schließen</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>alerts</name>
    <message>
        <source>A notification on this computer.</source>
        <translation>Eine Benachrichtigung auf diesem Computer.</translation>
    </message>
    <message>
        <source>A mail through your own mail server.</source>
        <translation>Eine E-Mail über den eigenen Mailserver.</translation>
    </message>
    <message>
        <source>A message in a channel, by an incoming webhook.</source>
        <translation>Eine Nachricht in einem Channel, über einen eingehenden Webhook.</translation>
    </message>
    <message>
        <source>Signed JSON to an address of yours.</source>
        <translation>Signiertes JSON an eine eigene Adresse.</translation>
    </message>
    <message>
        <source>An incident, resolved when it is over.</source>
        <translation>Ein Vorfall, der gelöst ist, wenn es vorbei ist.</translation>
    </message>
    <message>
        <source>Show the budget</source>
        <translation>Budget zeigen</translation>
    </message>
    <message>
        <source>Show the client</source>
        <translation>Client zeigen</translation>
    </message>
    <message>
        <source>Show the provider</source>
        <translation>Anbieter zeigen</translation>
    </message>
    <message>
        <source>Show prices</source>
        <translation>Preise zeigen</translation>
    </message>
    <message>
        <source>Show health</source>
        <translation>Zustand zeigen</translation>
    </message>
    <message>
        <source>Show trends</source>
        <translation>Trends zeigen</translation>
    </message>
    <message>
        <source>From this share on</source>
        <translation>Ab diesem Anteil</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>More than</source>
        <translation>Mehr als</translation>
    </message>
    <message>
        <source>Less than</source>
        <translation>Weniger als</translation>
    </message>
    <message>
        <source>At least so many calls</source>
        <translation>Mindestens so viele Aufrufe</translation>
    </message>
    <message>
        <source>Calls that are alike</source>
        <translation>Gleiche Aufrufe</translation>
    </message>
    <message>
        <source>Looking back</source>
        <translation>Rückblick</translation>
    </message>
    <message>
        <source>Longest without a backup</source>
        <translation>Längstens ohne Sicherung</translation>
    </message>
    <message>
        <source>Or spent in a minute</source>
        <translation>Oder in einer Minute ausgegeben</translation>
    </message>
    <message>
        <source>Stop the client</source>
        <translation>Client stoppen</translation>
    </message>
    <message>
        <source>Beyond the usual</source>
        <translation>Mehr als üblich</translation>
    </message>
    <message>
        <source>Never below</source>
        <translation>Nie unter</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>Critical</source>
        <translation>Kritisch</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Stumm</translation>
    </message>
    <message>
        <source>Goes on</source>
        <translation>Dauert an</translation>
    </message>
    <message>
        <source>Over</source>
        <translation>Vorbei</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Not acknowledged</source>
        <translation>Nicht quittiert</translation>
    </message>
    <message>
        <source>Still going on</source>
        <translation>Dauert noch an</translation>
    </message>
    <message>
        <source>Not delivered</source>
        <translation>Nicht zugestellt</translation>
    </message>
    <message>
        <source>Arrived {when}</source>
        <translation>Angekommen {when}</translation>
    </message>
    <message>
        <source>Given up {when}</source>
        <translation>Aufgegeben {when}</translation>
    </message>
    <message>
        <source>{n} tries</source>
        <translation>{n} Versuche</translation>
    </message>
    <message>
        <source>Tried {n} times, again {when}</source>
        <translation>{n}-mal versucht, wieder {when}</translation>
    </message>
    <message>
        <source>Tried once, again {when}</source>
        <translation>Einmal versucht, wieder {when}</translation>
    </message>
    <message>
        <source>Waits until {when}</source>
        <translation>Wartet bis {when}</translation>
    </message>
    <message>
        <source>Somebody stopped it by hand.</source>
        <translation>Er wurde von Hand angehalten.</translation>
    </message>
    <message>
        <source>The rule &apos;{name}&apos; took it for a runaway.</source>
        <translation>Die Regel „{name}“ hielt ihn für außer Kontrolle geraten.</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Yesterday</source>
        <translation>Gestern</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Told</source>
        <translation>Gemeldet</translation>
    </message>
    <message>
        <source>{when}, after {spent}</source>
        <translation>{when}, nach {spent}</translation>
    </message>
    <message>
        <source>Acknowledged</source>
        <translation>Quittiert</translation>
    </message>
    <message>
        <source>budget {name}</source>
        <translation>Budget {name}</translation>
    </message>
    <message>
        <source>stops the client</source>
        <translation>stoppt den Client</translation>
    </message>
    <message>
        <source>There is no budget {name}.</source>
        <translation>Es gibt kein Budget {name}.</translation>
    </message>
    <message>
        <source>There is no project {name}.</source>
        <translation>Es gibt kein Projekt {name}.</translation>
    </message>
    <message>
        <source>There is no client {name}.</source>
        <translation>Es gibt keinen Client {name}.</translation>
    </message>
    <message>
        <source>There is no provider {name}.</source>
        <translation>Es gibt keinen Anbieter {name}.</translation>
    </message>
    <message>
        <source>There is no account {name}.</source>
        <translation>Es gibt kein Konto {name}.</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Tokens</translation>
    </message>
    <message>
        <source>{n} times</source>
        <translation>{n}-mal</translation>
    </message>
    <message>
        <source>tells every channel</source>
        <translation>meldet an alle Kanäle</translation>
    </message>
    <message>
        <source>tells nobody, keeps a note</source>
        <translation>meldet an niemanden, notiert es</translation>
    </message>
    <message>
        <source>tells {names}</source>
        <translation>meldet an {names}</translation>
    </message>
    <message>
        <source>Muted until {when}</source>
        <translation>Stumm bis {when}</translation>
    </message>
    <message>
        <source>{n} of {all} rules are on</source>
        <translation>{n} von {all} Regeln sind an</translation>
    </message>
    <message>
        <source>{n} muted</source>
        <translation>{n} stumm</translation>
    </message>
    <message>
        <source>its secrets are kept in the {where}</source>
        <translation>die Geheimnisse dazu liegen im {where}</translation>
    </message>
    <message>
        <source>its secrets are not on this computer</source>
        <translation>die Geheimnisse dazu sind nicht auf diesem Computer</translation>
    </message>
    <message>
        <source>to {to}, through {host}</source>
        <translation>an {to}, über {host}</translation>
    </message>
    <message>
        <source>1 channel</source>
        <translation>1 Kanal</translation>
    </message>
    <message>
        <source>{n} channels</source>
        <translation>{n} Kanäle</translation>
    </message>
    <message>
        <source>the last message did not arrive at {n}</source>
        <translation>die letzte Nachricht kam bei {n} nicht an</translation>
    </message>
    <message>
        <source>No quiet hours: messages go out at any time.</source>
        <translation>Keine Ruhezeit: Nachrichten gehen jederzeit hinaus.</translation>
    </message>
    <message>
        <source>Quiet from {since} until {until}: messages wait, and come as one. Budgets that stop calls and runaway clients are told at once.</source>
        <translation>Ruhe von {since} bis {until}: Nachrichten warten und kommen als eine. Budgets, die Aufrufe stoppen, und Clients in Endlosschleifen werden sofort gemeldet.</translation>
    </message>
    <message>
        <source>{channel}: that it is over</source>
        <translation>{channel}: dass es vorbei ist</translation>
    </message>
    <message>
        <source>Budget thresholds</source>
        <translation>Budgetschwellen</translation>
    </message>
    <message>
        <source>A budget passes one of its thresholds.</source>
        <translation>Ein Budget überschreitet eine seiner Schwellen.</translation>
    </message>
    <message>
        <source>from {percent} on</source>
        <translation>ab {percent}</translation>
    </message>
    <message>
        <source>thresholds below this are not told</source>
        <translation>niedrigere Schwellen werden nicht gemeldet</translation>
    </message>
    <message>
        <source>only this budget</source>
        <translation>nur dieses Budget</translation>
    </message>
    <message>
        <source>Budget used up</source>
        <translation>Budget aufgebraucht</translation>
    </message>
    <message>
        <source>A budget stops calls.</source>
        <translation>Ein Budget stoppt Aufrufe.</translation>
    </message>
    <message>
        <source>Spending of a day</source>
        <translation>Ausgaben eines Tages</translation>
    </message>
    <message>
        <source>More than an amount is spent on one day.</source>
        <translation>An einem Tag wird mehr als ein Betrag ausgegeben.</translation>
    </message>
    <message>
        <source>more than {over} on one day</source>
        <translation>mehr als {over} an einem Tag</translation>
    </message>
    <message>
        <source>told above this</source>
        <translation>oberhalb davon wird gemeldet</translation>
    </message>
    <message>
        <source>Tokens of an hour</source>
        <translation>Tokens einer Stunde</translation>
    </message>
    <message>
        <source>More than so many tokens within 60 minutes.</source>
        <translation>Mehr als so viele Tokens in 60 Minuten.</translation>
    </message>
    <message>
        <source>more than {over} in an hour</source>
        <translation>mehr als {over} in einer Stunde</translation>
    </message>
    <message>
        <source>Cost of one call</source>
        <translation>Kosten eines Aufrufs</translation>
    </message>
    <message>
        <source>A single call costs more than an amount.</source>
        <translation>Ein einzelner Aufruf kostet mehr als ein Betrag.</translation>
    </message>
    <message>
        <source>more than {over}</source>
        <translation>mehr als {over}</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>Fehlerquote</translation>
    </message>
    <message>
        <source>Too many calls of a provider fail.</source>
        <translation>Zu viele Aufrufe eines Anbieters scheitern.</translation>
    </message>
    <message>
        <source>{percent} of {calls} or more fail within {within}</source>
        <translation>{percent} scheitern (mindestens {calls} in {within})</translation>
    </message>
    <message>
        <source>told at this share of failed calls</source>
        <translation>ab diesem Anteil gescheiterter Aufrufe wird gemeldet</translation>
    </message>
    <message>
        <source>said only of so many calls or more</source>
        <translation>erst ab so vielen Aufrufen wird geurteilt</translation>
    </message>
    <message>
        <source>how far it looks back</source>
        <translation>wie weit zurückgeblickt wird</translation>
    </message>
    <message>
        <source>Slow answers</source>
        <translation>Langsame Antworten</translation>
    </message>
    <message>
        <source>Calls of a model take long (95th percentile).</source>
        <translation>Aufrufe eines Modells dauern lange (95. Perzentil).</translation>
    </message>
    <message>
        <source>above {over} over {calls} or more within {within}</source>
        <translation>über {over} (mindestens {calls} in {within})</translation>
    </message>
    <message>
        <source>Runaway loop</source>
        <translation>Endlosschleife</translation>
    </message>
    <message>
        <source>A client repeats itself, or spends very fast.</source>
        <translation>Ein Client wiederholt sich oder gibt sehr schnell Geld aus.</translation>
    </message>
    <message>
        <source>{calls} alike within {within}, or {per_minute} in a minute</source>
        <translation>{calls} gleicher Art in {within} oder {per_minute} in einer Minute</translation>
    </message>
    <message>
        <source>so many calls in a row that are alike</source>
        <translation>so viele Aufrufe nacheinander, die sich gleichen</translation>
    </message>
    <message>
        <source>within this time</source>
        <translation>in dieser Zeit</translation>
    </message>
    <message>
        <source>or so many dollars within a minute</source>
        <translation>oder so viele Dollar in einer Minute</translation>
    </message>
    <message>
        <source>refuse further calls of the client until it is resumed</source>
        <translation>weitere Aufrufe des Clients abweisen, bis er fortgesetzt wird</translation>
    </message>
    <message>
        <source>Unusual spending</source>
        <translation>Ungewöhnliche Ausgaben</translation>
    </message>
    <message>
        <source>Far more is spent than in this hour of other weeks.</source>
        <translation>Es wird weit mehr ausgegeben als in dieser Stunde anderer Wochen.</translation>
    </message>
    <message>
        <source>{times} the usual deviation, from {least} on</source>
        <translation>{times} die übliche Abweichung, ab {least}</translation>
    </message>
    <message>
        <source>so many times the usual deviation above the usual</source>
        <translation>so viele übliche Abweichungen über dem Üblichen</translation>
    </message>
    <message>
        <source>never told below this</source>
        <translation>darunter wird nie gemeldet</translation>
    </message>
    <message>
        <source>Low balance</source>
        <translation>Niedriges Guthaben</translation>
    </message>
    <message>
        <source>Little is left on a prepaid account.</source>
        <translation>Auf einem Konto mit Vorauszahlung ist wenig übrig.</translation>
    </message>
    <message>
        <source>below {under}</source>
        <translation>unter {under}</translation>
    </message>
    <message>
        <source>told below this, where the account has no bound of its own</source>
        <translation>darunter wird gemeldet, wo das Konto keine eigene Grenze hat</translation>
    </message>
    <message>
        <source>Quota nearly used</source>
        <translation>Kontingent fast verbraucht</translation>
    </message>
    <message>
        <source>A provider&apos;s allowance is nearly used up.</source>
        <translation>Das Kontingent bei einem Anbieter ist fast aufgebraucht.</translation>
    </message>
    <message>
        <source>told at this share</source>
        <translation>ab diesem Anteil wird gemeldet</translation>
    </message>
    <message>
        <source>Model without a price</source>
        <translation>Modell ohne Preis</translation>
    </message>
    <message>
        <source>Calls went to a model whose price nobody knows.</source>
        <translation>Aufrufe gingen an ein Modell, dessen Preis niemand kennt.</translation>
    </message>
    <message>
        <source>Key trouble</source>
        <translation>Störung bei Schlüsseln</translation>
    </message>
    <message>
        <source>A stored key cannot be had, or is refused.</source>
        <translation>Ein gespeicherter Schlüssel ist nicht zu bekommen oder wird abgewiesen.</translation>
    </message>
    <message>
        <source>Backup failing</source>
        <translation>Sicherung scheitert</translation>
    </message>
    <message>
        <source>The ledger was not backed up for long, or not well.</source>
        <translation>Das Kassenbuch wurde lange nicht gesichert, oder nicht gut.</translation>
    </message>
    <message>
        <source>failed, or none for {within}</source>
        <translation>gescheitert, oder keine seit {within}</translation>
    </message>
    <message>
        <source>so long without a good one</source>
        <translation>so lange ohne eine gute</translation>
    </message>
    <message>
        <source>Desktop</source>
        <translation>Desktop</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>the mail server</source>
        <translation>der Mailserver</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>465 for tls, 587 for starttls, unless it says otherwise</source>
        <translation>465 bei tls, 587 bei starttls, wenn er nichts anderes sagt</translation>
    </message>
    <message>
        <source>Security</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>tls, starttls, or none on this computer</source>
        <translation>tls, starttls, oder none auf diesem Computer</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>who logs in; nobody where the server asks for no password</source>
        <translation>wer sich anmeldet; niemand, wo der Server kein Passwort verlangt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>the sender&apos;s address</source>
        <translation>die Adresse des Absenders</translation>
    </message>
    <message>
        <source>To</source>
        <translation>An</translation>
    </message>
    <message>
        <source>the receiver&apos;s address; several with commas</source>
        <translation>die Adresse des Empfängers; mehrere mit Kommas</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>the password of the user</source>
        <translation>das Passwort des Benutzers</translation>
    </message>
    <message>
        <source>Slack</source>
        <translation>Slack</translation>
    </message>
    <message>
        <source>URL</source>
        <translation>URL</translation>
    </message>
    <message>
        <source>the address of the incoming webhook</source>
        <translation>die Adresse des eingehenden Webhooks</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>where alerts are posted to</source>
        <translation>wohin Alarme gesendet werden</translation>
    </message>
    <message>
        <source>Signing key</source>
        <translation>Signaturschlüssel</translation>
    </message>
    <message>
        <source>what signatures are made with; a new one is made</source>
        <translation>womit signiert wird; ein neuer wird gemacht</translation>
    </message>
    <message>
        <source>PagerDuty</source>
        <translation>PagerDuty</translation>
    </message>
    <message>
        <source>Endpoint</source>
        <translation>Endpunkt</translation>
    </message>
    <message>
        <source>of the Events API</source>
        <translation>der Events API</translation>
    </message>
    <message>
        <source>Routing key</source>
        <translation>Integrationsschlüssel</translation>
    </message>
    <message>
        <source>the integration key of the service</source>
        <translation>der Integration Key des Service bei PagerDuty</translation>
    </message>
    <message>
        <source>{client} seems to run in a loop</source>
        <translation>{client} scheint in einer Schleife zu laufen</translation>
    </message>
    <message>
        <source>{client} spends very fast</source>
        <translation>{client} gibt sehr schnell Geld aus</translation>
    </message>
    <message>
        <source>{used_percent} % of the allowance {window} at {provider} is used</source>
        <translation>{used_percent} % des Kontingents {window} bei {provider} sind verbraucht</translation>
    </message>
    <message>
        <source>{used_percent} % of the allowance {window} at {provider} ({account}) is used</source>
        <translation>{used_percent} % des Kontingents {window} bei {provider} ({account}) sind verbraucht</translation>
    </message>
    <message>
        <source>A stored key is not to be had</source>
        <translation>Ein gespeicherter Schlüssel ist nicht zu bekommen</translation>
    </message>
    <message>
        <source>A provider refuses a stored key</source>
        <translation>Ein Anbieter weist einen gespeicherten Schlüssel ab</translation>
    </message>
    <message>
        <source>The ledger could not be backed up</source>
        <translation>Das Kassenbuch ließ sich nicht sichern</translation>
    </message>
    <message>
        <source>The ledger was not backed up for long</source>
        <translation>Das Kassenbuch wurde lange nicht gesichert</translation>
    </message>
    <message>
        <source>{budget}: {percent} % of the budget is used</source>
        <translation>{budget}: {percent} % des Budgets sind verbraucht</translation>
    </message>
    <message>
        <source>{budget} is used up: calls are refused</source>
        <translation>{budget} ist aufgebraucht: Aufrufe werden abgewiesen</translation>
    </message>
    <message>
        <source>More than {over_usd} spent today{scope}</source>
        <translation>Mehr als {over_usd} an einem Tag ausgegeben{scope}</translation>
    </message>
    <message>
        <source>More than {over} tokens within an hour{scope}</source>
        <translation>Mehr als {over} Tokens in einer Stunde{scope}</translation>
    </message>
    <message>
        <source>A call cost {cost_usd}</source>
        <translation>Ein Aufruf kostete {cost_usd}</translation>
    </message>
    <message>
        <source>{share} % of the calls to {provider} fail</source>
        <translation>{share} % der Aufrufe bei {provider} scheitern</translation>
    </message>
    <message>
        <source>{model} answers slowly</source>
        <translation>{model} antwortet langsam</translation>
    </message>
    <message>
        <source>Far more is spent than usual{scope}</source>
        <translation>Es wird weit mehr ausgegeben als üblich{scope}</translation>
    </message>
    <message>
        <source>{provider}, account {account}: {left_usd} left</source>
        <translation>{provider}, Konto {account}: {left_usd} übrig</translation>
    </message>
    <message>
        <source>Nobody knows the price of {model}</source>
        <translation>Für {model} kennt niemand den Preis</translation>
    </message>
    <message>
        <source>A client without a name</source>
        <translation>Ein Client ohne Namen</translation>
    </message>
    <message>
        <source>a provider without a name</source>
        <translation>einem Anbieter ohne Namen</translation>
    </message>
    <message>
        <source>a model without a name</source>
        <translation>ein Modell ohne Namen</translation>
    </message>
    <message>
        <source>A model without a name</source>
        <translation>Ein Modell ohne Namen</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>{spent} of {limit} {period} are spent ({scope}).</source>
        <translation>{spent} von {limit} {period} sind verbraucht ({scope}).</translation>
    </message>
    <message>
        <source>`tollgate budget raise` lets calls go on.</source>
        <translation>`tollgate budget raise` lässt Aufrufe weiterlaufen.</translation>
    </message>
    <message>
        <source>{alike} calls in a row were alike, within {took} (model {model}).</source>
        <translation>{alike} Aufrufe hintereinander glichen sich, innerhalb von {took} (Modell {model}).</translation>
    </message>
    <message>
        <source>{minute_usd} were spent within a minute (model {model}).</source>
        <translation>{minute_usd} wurden innerhalb einer Minute ausgegeben (Modell {model}).</translation>
    </message>
    <message>
        <source>Its calls are refused. `tollgate client resume &apos;{client}&apos;` lets it go on.</source>
        <translation>Seine Aufrufe werden abgewiesen. `tollgate client resume &apos;{client}&apos;` lässt ihn weiterlaufen.</translation>
    </message>
    <message>
        <source>Nothing was stopped.</source>
        <translation>Nichts wurde angehalten.</translation>
    </message>
    <message>
        <source>The only call in the last {within} failed.</source>
        <translation>Der einzige Aufruf innerhalb von {within} ist fehlgeschlagen.</translation>
    </message>
    <message>
        <source>Its only call in the last {within} took {p95}; the rule is for more than {over}.</source>
        <translation>Sein einziger Aufruf innerhalb von {within} dauerte {p95}; ab mehr als {over} gilt die Regel.</translation>
    </message>
    <message>
        <source>1 call to it at {provider} in the last day is in no total of cost. `tollgate price set` gives it a price.</source>
        <translation>1 Aufruf bei {provider} am letzten Tag fehlt in allen Summen der Kosten. `tollgate price set` gibt dem Modell einen Preis.</translation>
    </message>
    <message>
        <source>{calls} calls to it at {provider} in the last day are in no total of cost. `tollgate price set` gives it a price.</source>
        <translation>{calls} Aufrufe bei {provider} am letzten Tag fehlen in allen Summen der Kosten. `tollgate price set` gibt dem Modell einen Preis.</translation>
    </message>
    <message>
        <source>Calls will be refused when it is used up.</source>
        <translation>Aufrufe werden abgewiesen, wenn es aufgebraucht ist.</translation>
    </message>
    <message>
        <source>It starts anew at {resets}.</source>
        <translation>Es beginnt neu: {resets}.</translation>
    </message>
    <message>
        <source>The key of {provider}/{account} was refused: `tollgate key set {provider} --account {account}`.</source>
        <translation>Der Schlüssel von {provider}/{account} wurde abgewiesen: `tollgate key set {provider} --account {account}`.</translation>
    </message>
    <message>
        <source>There is none yet.</source>
        <translation>Es gibt noch keine Sicherung.</translation>
    </message>
    <message>
        <source>The last good one is of {good}.</source>
        <translation>Die letzte gute Sicherung ist vom {good}.</translation>
    </message>
    <message>
        <source>It is {spent_usd} so far.</source>
        <translation>Bisher sind es {spent_usd}.</translation>
    </message>
    <message>
        <source>{tokens} tokens in the last 60 minutes.</source>
        <translation>{tokens} Tokens in den letzten 60 Minuten.</translation>
    </message>
    <message>
        <source>{client} called {model} at {provider}; the rule is for more than {over_usd}.</source>
        <translation>{client} hat {model} bei {provider} aufgerufen; die Regel gilt ab mehr als {over_usd}.</translation>
    </message>
    <message>
        <source>{failed} of {calls} calls in the last {within} failed.</source>
        <translation>{failed} von {calls} Aufrufen innerhalb von {within} sind fehlgeschlagen.</translation>
    </message>
    <message>
        <source>95 % of its {calls} calls in the last {within} took up to {p95}; the rule is for more than {over}.</source>
        <translation>95 % seiner {calls} Aufrufe innerhalb von {within} dauerten bis zu {p95}; ab mehr als {over} gilt die Regel.</translation>
    </message>
    <message>
        <source>{spent_usd} in the last 60 minutes; in this hour of the week it is usually {usual_usd}, and up to {bound_usd} is ordinary.</source>
        <translation>{spent_usd} in den letzten 60 Minuten; in dieser Stunde der Woche sind es meist {usual_usd}, und bis zu {bound_usd} ist gewöhnlich.</translation>
    </message>
    <message>
        <source>The prepaid balance is below {under_usd}. `tollgate account top-up` notes what you pay in.</source>
        <translation>Das Guthaben liegt unter {under_usd}. `tollgate account top-up` vermerkt, was eingezahlt wird.</translation>
    </message>
</context>
<context>
    <name>budgets</name>
    <message>
        <source>{share} of {limit}</source>
        <translation>{share} von {limit}</translation>
    </message>
    <message>
        <source>Used up, calls are stopped</source>
        <translation>Aufgebraucht, Aufrufe werden gestoppt</translation>
    </message>
    <message>
        <source>Over the limit</source>
        <translation>Über dem Limit</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Nearly used up</source>
        <translation>Fast aufgebraucht</translation>
    </message>
    <message>
        <source>Will not last</source>
        <translation>Wird nicht reichen</translation>
    </message>
    <message>
        <source>On course</source>
        <translation>Auf Kurs</translation>
    </message>
    <message>
        <source>a day</source>
        <translation>am Tag</translation>
    </message>
    <message>
        <source>a week</source>
        <translation>in der Woche</translation>
    </message>
    <message>
        <source>a month</source>
        <translation>im Monat</translation>
    </message>
    <message>
        <source>in total</source>
        <translation>insgesamt</translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation>{n} Stunden</translation>
    </message>
    <message>
        <source>daily</source>
        <translation>täglich</translation>
    </message>
    <message>
        <source>in any {time}</source>
        <translation>in je {time}</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} T</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} Std.</translation>
    </message>
    <message>
        <source>weekly</source>
        <translation>wöchentlich</translation>
    </message>
    <message>
        <source>monthly</source>
        <translation>monatlich</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n} Tagen</translation>
    </message>
    <message>
        <source>project {name}</source>
        <translation>Projekt {name}</translation>
    </message>
    <message>
        <source>client {name}</source>
        <translation>Client {name}</translation>
    </message>
    <message>
        <source>provider {name}</source>
        <translation>Anbieter {name}</translation>
    </message>
    <message>
        <source>account {name}</source>
        <translation>Konto {name}</translation>
    </message>
    <message>
        <source>model {name}</source>
        <translation>Modell {name}</translation>
    </message>
    <message>
        <source>everything</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>stops calls at the limit</source>
        <translation>stoppt Aufrufe am Limit</translation>
    </message>
    <message>
        <source>warns only</source>
        <translation>warnt nur</translation>
    </message>
    <message>
        <source>{limit} {period} for {scope}</source>
        <translation>{limit} {period} für {scope}</translation>
    </message>
    <message>
        <source>Never starts anew</source>
        <translation>Beginnt nie von vorn</translation>
    </message>
    <message>
        <source>Rolls on every 15 minutes</source>
        <translation>Rückt alle 15 Minuten weiter</translation>
    </message>
    <message>
        <source>Room again in {left}</source>
        <translation>Wieder Platz in {left}</translation>
    </message>
    <message>
        <source>Starts anew in {left}</source>
        <translation>Beginnt neu in {left}</translation>
    </message>
    <message>
        <source>a rough guess</source>
        <translation>grob geschätzt</translation>
    </message>
    <message>
        <source>fairly sure</source>
        <translation>ziemlich sicher</translation>
    </message>
    <message>
        <source>quite sure</source>
        <translation>recht sicher</translation>
    </message>
    <message>
        <source>between {low} and {high}, {sure}</source>
        <translation>zwischen {low} und {high}, {sure}</translation>
    </message>
    <message>
        <source>Runs out {when}</source>
        <translation>Aufgebraucht {when}</translation>
    </message>
    <message>
        <source>just at it</source>
        <translation>genau darauf</translation>
    </message>
    <message>
        <source>{share} ahead of it</source>
        <translation>{share} darüber</translation>
    </message>
    <message>
        <source>{share} below it</source>
        <translation>{share} darunter</translation>
    </message>
    <message>
        <source>{amount} more until {when}</source>
        <translation>{amount} mehr bis {when}</translation>
    </message>
    <message>
        <source>So far {spent} are spent on these calls.</source>
        <translation>Bisher sind {spent} für diese Aufrufe ausgegeben.</translation>
    </message>
    <message>
        <source>{spent} in the last {time}; the most in four weeks was {most}.</source>
        <translation>{spent} in den letzten {time}; am meisten waren in vier Wochen {most}.</translation>
    </message>
    <message>
        <source>It would be used up at once: {spent} of {limit} are spent already.</source>
        <translation>Es wäre sofort aufgebraucht: {spent} von {limit} sind schon ausgegeben.</translation>
    </message>
    <message>
        <source>No whole period is on record yet that it could be compared with.</source>
        <translation>Noch ist keine ganze Periode aufgezeichnet, mit der es sich vergleichen ließe.</translation>
    </message>
    <message>
        <source>yesterday&apos;s use</source>
        <translation>Verbrauch von gestern</translation>
    </message>
    <message>
        <source>last week&apos;s use</source>
        <translation>Verbrauch der letzten Woche</translation>
    </message>
    <message>
        <source>last month&apos;s use</source>
        <translation>Verbrauch des letzten Monats</translation>
    </message>
    <message>
        <source>With {when}, {spent}, it would not have been reached.</source>
        <translation>{when}, {spent}: Es wäre nicht erreicht worden.</translation>
    </message>
    <message>
        <source>With {when}, {spent}, this would have stopped on {moment}.</source>
        <translation>{when}, {spent}: Am {moment} hätte es gestoppt.</translation>
    </message>
    <message>
        <source>With {when}, {spent}, this would have been used up on {moment}.</source>
        <translation>{when}, {spent}: Am {moment} wäre es aufgebraucht gewesen.</translation>
    </message>
    <message>
        <source>Reached in {n} of the last {of} periods.</source>
        <translation>In {n} der letzten {of} Perioden erreicht.</translation>
    </message>
    <message>
        <source>{percent} % reached</source>
        <translation>{percent} % erreicht</translation>
    </message>
    <message>
        <source>Calls stopped</source>
        <translation>Aufrufe gestoppt</translation>
    </message>
    <message>
        <source>A call let through beyond it</source>
        <translation>Ein Aufruf darüber hinaus durchgelassen</translation>
    </message>
    <message>
        <source>A call of unknown price</source>
        <translation>Ein Aufruf mit unbekanntem Preis</translation>
    </message>
    <message>
        <source>{amount} spent</source>
        <translation>{amount} ausgegeben</translation>
    </message>
    <message>
        <source>{amount} held for calls under way</source>
        <translation>{amount} für laufende Aufrufe vorgemerkt</translation>
    </message>
    <message>
        <source>{amount} left</source>
        <translation>{amount} übrig</translation>
    </message>
    <message>
        <source>an even pace would be at {amount}</source>
        <translation>gleichmäßig wären es {amount}</translation>
    </message>
    <message>
        <source>projected {amount}, {band}</source>
        <translation>{amount} hochgerechnet, {band}</translation>
    </message>
    <message>
        <source>{n} budgets</source>
        <translation>{n} Budgets</translation>
    </message>
    <message>
        <source>1 budget</source>
        <translation>1 Budget</translation>
    </message>
    <message>
        <source>{n} used up</source>
        <translation>{n} aufgebraucht</translation>
    </message>
    <message>
        <source>{n} to keep an eye on</source>
        <translation>{n} im Auge zu behalten</translation>
    </message>
</context>
<context>
    <name>calls</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Cached</source>
        <translation>Aus Cache</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>TTFT</source>
        <translation>TTFT</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
</context>
<context>
    <name>colours</name>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Cyan</source>
        <translation>Cyan</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
    <message>
        <source>Orange</source>
        <translation>Orange</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
</context>
<context>
    <name>doing</name>
    <message>
        <source>It is as it was.</source>
        <translation>Es ist wie zuvor.</translation>
    </message>
</context>
<context>
    <name>formats</name>
    <message>
        <source>{price} a search</source>
        <translation>{price} je Suche</translation>
    </message>
    <message>
        <source>{price} an image</source>
        <translation>{price} je Bild</translation>
    </message>
    <message>
        <source>{price} an hour</source>
        <translation>{price} je Stunde</translation>
    </message>
    <message>
        <source>{price} a call</source>
        <translation>{price} je Aufruf</translation>
    </message>
    <message>
        <source>{price} / M</source>
        <translation>{price} / M</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Read from cache</source>
        <translation>Aus dem Cache</translation>
    </message>
    <message>
        <source>Written to cache, 5 min</source>
        <translation>In den Cache, 5 Min.</translation>
    </message>
    <message>
        <source>Written to cache, 1 h</source>
        <translation>In den Cache, 1 Std.</translation>
    </message>
    <message>
        <source>Audio in</source>
        <translation>Audio hinein</translation>
    </message>
    <message>
        <source>Image in</source>
        <translation>Bild hinein</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio out</source>
        <translation>Audio heraus</translation>
    </message>
    <message>
        <source>Image out</source>
        <translation>Bild heraus</translation>
    </message>
    <message>
        <source>Web search</source>
        <translation>Websuche</translation>
    </message>
    <message>
        <source>Image made</source>
        <translation>Erzeugtes Bild</translation>
    </message>
    <message>
        <source>Audio by the hour</source>
        <translation>Audio je Stunde</translation>
    </message>
    <message>
        <source>Each call</source>
        <translation>Jeder Aufruf</translation>
    </message>
    <message>
        <source>Each hour it runs</source>
        <translation>Jede Stunde Laufzeit</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>ohne Preis</translation>
    </message>
    <message>
        <source>covered</source>
        <translation>gedeckt</translation>
    </message>
    <message>
        <source>Covered by your subscription.</source>
        <translation>Durch das Abonnement gedeckt.</translation>
    </message>
    <message>
        <source>Covered by your subscription; by the API it would have cost {worth}.</source>
        <translation>Durch das Abonnement gedeckt; über die API hätte es {worth} gekostet.</translation>
    </message>
    <message>
        <source>{paid} (and {worth} covered)</source>
        <translation>{paid} (und {worth} gedeckt)</translation>
    </message>
    <message>
        <source>{n} d</source>
        <translation>{n} T</translation>
    </message>
    <message>
        <source>{n} h</source>
        <translation>{n} Std.</translation>
    </message>
    <message>
        <source>{n} min</source>
        <translation>{n} Min.</translation>
    </message>
    <message>
        <source>{n} s</source>
        <translation>{n} s</translation>
    </message>
    <message>
        <source>{n} ms</source>
        <translation>{n} ms</translation>
    </message>
    <message>
        <source>less than a minute</source>
        <translation>weniger als eine Minute</translation>
    </message>
    <message>
        <source>{d} d {h} h</source>
        <translation>{d} T {h} Std.</translation>
    </message>
    <message>
        <source>{h} h {m} min</source>
        <translation>{h} Std. {m} Min.</translation>
    </message>
    <message>
        <source>{m} min</source>
        <translation>{m} Min.</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Tokens</translation>
    </message>
    <message>
        <source>1 call</source>
        <translation>1 Aufruf</translation>
    </message>
    <message>
        <source>{n} calls</source>
        <translation>{n} Aufrufe</translation>
    </message>
    <message>
        <source>encrypted file</source>
        <translation>verschlüsselten Dateispeicher</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>vor {n} Sek.</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>vor {n} Min.</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>vor {n} Std.</translation>
    </message>
    <message>
        <source>{n} d ago</source>
        <translation>vor {n} T</translation>
    </message>
    <message>
        <source>{status} · cut</source>
        <translation>{status} · Abbruch</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
</context>
<context>
    <name>health</name>
    <message>
        <source>Proof of the ledger</source>
        <translation>Prüfung des Kassenbuchs</translation>
    </message>
    <message>
        <source>Backup</source>
        <translation>Sicherung</translation>
    </message>
    <message>
        <source>Sums against calls</source>
        <translation>Summen gegen Aufrufe</translation>
    </message>
    <message>
        <source>Free space given back</source>
        <translation>Freier Platz zurückgegeben</translation>
    </message>
    <message>
        <source>Old calls archived</source>
        <translation>Alte Aufrufe archiviert</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>edited since</source>
        <translation>seither bearbeitet</translation>
    </message>
    <message>
        <source>not connected any more</source>
        <translation>nicht mehr verbunden</translation>
    </message>
    <message>
        <source>put back for now</source>
        <translation>vorerst zurückgestellt</translation>
    </message>
    <message>
        <source>never done yet</source>
        <translation>noch nie gemacht</translation>
    </message>
    <message>
        <source>it failed</source>
        <translation>es schlug fehl</translation>
    </message>
    <message>
        <source>sound: {calls} calls on {days} days</source>
        <translation>in Ordnung: {calls} Aufrufe an {days} Tagen</translation>
    </message>
    <message>
        <source>verified copy, {size}</source>
        <translation>geprüfte Kopie, {size}</translation>
    </message>
    <message>
        <source>mended: calls and sums agree now</source>
        <translation>behoben: Aufrufe und Summen stimmen jetzt überein</translation>
    </message>
    <message>
        <source>calls and sums agree</source>
        <translation>Aufrufe und Summen stimmen überein</translation>
    </message>
    <message>
        <source>{size} given back</source>
        <translation>{size} zurückgegeben</translation>
    </message>
    <message>
        <source>{calls} calls archived</source>
        <translation>{calls} Aufrufe archiviert</translation>
    </message>
    <message>
        <source>before a newer schema</source>
        <translation>vor Schemawechsel</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>von Hand</translation>
    </message>
    <message>
        <source>daily</source>
        <translation>täglich</translation>
    </message>
</context>
<context>
    <name>mute</name>
    <message>
        <source>Mute for an hour</source>
        <translation>Eine Stunde stumm</translation>
    </message>
    <message>
        <source>Mute until tomorrow, {when}</source>
        <translation>Stumm bis morgen, {when}</translation>
    </message>
    <message>
        <source>Mute for a week</source>
        <translation>Eine Woche stumm</translation>
    </message>
    <message>
        <source>Let it tell again</source>
        <translation>Wieder melden lassen</translation>
    </message>
</context>
<context>
    <name>pages</name>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Trends</source>
        <translation>Trends</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
</context>
<context>
    <name>prices</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Input / M</source>
        <translation>Eingabe/M</translation>
    </message>
    <message>
        <source>Output / M</source>
        <translation>Ausgabe/M</translation>
    </message>
    <message>
        <source>Cached / M</source>
        <translation>Cache/M</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Your calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Woher</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>until {last}</source>
        <translation>bis {last}</translation>
    </message>
</context>
<context>
    <name>report</name>
    <message>
        <source>Use of language models</source>
        <translation>Nutzung von Sprachmodellen</translation>
    </message>
    <message>
        <source>Page {n} of {of}</source>
        <translation>Seite {n} von {of}</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>{first} to {last}, days of {zone}</source>
        <translation>{first} bis {last}, Tage in {zone}</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Zeitraum</translation>
    </message>
    <message>
        <source>Project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Client</source>
        <translation>Client</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Konto</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Session</source>
        <translation>Sitzung</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Only calls with</source>
        <translation>Nur Aufrufe mit</translation>
    </message>
    <message>
        <source>{share} failed</source>
        <translation>{share} gescheitert</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>{tokens} of them output</source>
        <translation>davon {tokens} Ausgabe</translation>
    </message>
    <message>
        <source>No calls</source>
        <translation>Keine Aufrufe</translation>
    </message>
    <message>
        <source>Nothing was called in this period.</source>
        <translation>In diesem Zeitraum wurde nichts aufgerufen.</translation>
    </message>
    <message>
        <source>Cost by the hour</source>
        <translation>Kosten je Stunde</translation>
    </message>
    <message>
        <source>Cost by day</source>
        <translation>Kosten je Tag</translation>
    </message>
    <message>
        <source>Cost by week</source>
        <translation>Kosten je Woche</translation>
    </message>
    <message>
        <source>Cost by month</source>
        <translation>Kosten je Monat</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Clients</source>
        <translation>Clients</translation>
    </message>
    <message>
        <source>Providers</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Konten</translation>
    </message>
    <message>
        <source>Covered, by model</source>
        <translation>Gedeckt, nach Modell</translation>
    </message>
    <message>
        <source>Tokens by kind</source>
        <translation>Tokens nach Art</translation>
    </message>
    <message>
        <source>Hour by hour</source>
        <translation>Stunde für Stunde</translation>
    </message>
    <message>
        <source>Day by day</source>
        <translation>Tag für Tag</translation>
    </message>
    <message>
        <source>Week by week</source>
        <translation>Woche für Woche</translation>
    </message>
    <message>
        <source>Month by month</source>
        <translation>Monat für Monat</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Übrige</translation>
    </message>
    <message>
        <source>{spent} in all</source>
        <translation>{spent} insgesamt</translation>
    </message>
    <message>
        <source>There is nothing to draw: no call of this period has a known price.</source>
        <translation>Es gibt nichts zu zeichnen: Kein Aufruf dieses Zeitraums hat einen bekannten Preis.</translation>
    </message>
    <message>
        <source>There is nothing to draw: the calls with a known price cost nothing.</source>
        <translation>Es gibt nichts zu zeichnen: Die Aufrufe mit bekanntem Preis kosten nichts.</translation>
    </message>
    <message>
        <source>There is nothing to draw: the calls of this period cost nothing.</source>
        <translation>Es gibt nichts zu zeichnen: Die Aufrufe dieses Zeitraums kosten nichts.</translation>
    </message>
    <message>
        <source>This month</source>
        <translation>Dieser Monat</translation>
    </message>
    <message>
        <source>Last month</source>
        <translation>Letzter Monat</translation>
    </message>
    <message>
        <source>The last 7 days</source>
        <translation>Die letzten 7 Tage</translation>
    </message>
    <message>
        <source>The last 30 days</source>
        <translation>Die letzten 30 Tage</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>As shown: {period}</source>
        <translation>Wie gezeigt: {period}</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} bis {last}</translation>
    </message>
    <message>
        <source>nothing in the period before ({when})</source>
        <translation>nichts im Zeitraum davor ({when})</translation>
    </message>
    <message>
        <source>as much as in the period before ({when}: {spent})</source>
        <translation>so viel wie im Zeitraum davor ({when}: {spent})</translation>
    </message>
    <message>
        <source>▲ {share} against {spent} before ({when})</source>
        <translation>▲ {share} gegenüber {spent} davor ({when})</translation>
    </message>
    <message>
        <source>▼ {share} against {spent} before ({when})</source>
        <translation>▼ {share} gegenüber {spent} davor ({when})</translation>
    </message>
    <message>
        <source>This period is not over: it is shown as recorded until {day}, {time}.</source>
        <translation>Dieser Zeitraum läuft noch: gezeigt ist, was bis {day}, {time} aufgezeichnet war.</translation>
    </message>
    <message>
        <source>Without a known price, and so not in the total: {calls} of {all} ({models}).</source>
        <translation>Ohne bekannten Preis und darum nicht in der Summe: {calls} von {all} ({models}).</translation>
    </message>
    <message>
        <source>Every call has a price; none is left out of the total.</source>
        <translation>Jeder Aufruf hat einen Preis; keiner fehlt in der Summe.</translation>
    </message>
    <message>
        <source>Covered by a plan, and not in the total: by the API it would have cost {spent}.</source>
        <translation>Von einem Abonnement gedeckt und nicht in der Summe: über die API hätte es {spent} gekostet.</translation>
    </message>
    <message>
        <source>Estimated, since the provider reported no tokens: {calls}.</source>
        <translation>Geschätzt, weil der Anbieter keine Tokens meldete: {calls}.</translation>
    </message>
    <message>
        <source>{calls} in the period before ({when}), {unpriced} of them unpriced</source>
        <translation>{calls} im Zeitraum davor ({when}), davon {unpriced} ohne Preis</translation>
    </message>
    <message>
        <source>{spent} for {calls} in the period before ({when})</source>
        <translation>{spent} für {calls} im Zeitraum davor ({when})</translation>
    </message>
    <message>
        <source>Cut short, and counted with what had come until then: {calls}.</source>
        <translation>Abgebrochen und mit dem gezählt, was bis dahin kam: {calls}.</translation>
    </message>
    <message>
        <source>All tokens are as the providers reported them; nothing is estimated.</source>
        <translation>Alle Tokens sind so, wie die Anbieter sie gemeldet haben; nichts ist geschätzt.</translation>
    </message>
    <message>
        <source>Covered by a plan, and without a known price: {calls}.</source>
        <translation>Von einem Abonnement gedeckt und ohne bekannten Preis: {calls}.</translation>
    </message>
    <message>
        <source>Every call that no plan covers has a price and is in the total.</source>
        <translation>Jeder Aufruf, den kein Abonnement deckt, hat einen Preis und ist in der Summe.</translation>
    </message>
    <message>
        <source>All amounts are US dollars, without taxes. The exact total is ${exact}.</source>
        <translation>Alle Beträge sind US-Dollar, ohne Steuern. Die genaue Summe ist ${exact}.</translation>
    </message>
    <message>
        <source>What is shown is rounded; sums are made of the exact amounts.</source>
        <translation>Gezeigt wird gerundet; Summen sind aus den genauen Beträgen gebildet.</translation>
    </message>
    <message>
        <source>Of calls before {day} only the sums are kept here.</source>
        <translation>Von Aufrufen vor dem {day} sind hier nur die Summen aufgehoben.</translation>
    </message>
    <message>
        <source>The ledger was last proven without a difference on {day}, {time}.</source>
        <translation>Das Kassenbuch wurde zuletzt am {day}, {time} ohne Abweichung geprüft.</translation>
    </message>
    <message>
        <source>Made by Tollgate {version} on {day}, {time} ({zone}).</source>
        <translation>Erstellt von Tollgate {version} am {day}, {time} ({zone}).</translation>
    </message>
    <message>
        <source>It is computed from what passed on this computer; a provider&apos;s own bill may differ.</source>
        <translation>Berechnet aus dem, was über diesen Computer ging; die Rechnung eines Anbieters kann abweichen.</translation>
    </message>
    <message>
        <source>by the price list, {calls} ({spent})</source>
        <translation>nach der Preisliste, {calls} ({spent})</translation>
    </message>
    <message>
        <source>by prices of one&apos;s own, {calls} ({spent})</source>
        <translation>nach eigenen Preisen, {calls} ({spent})</translation>
    </message>
    <message>
        <source>as the provider said, {calls} ({spent})</source>
        <translation>wie vom Anbieter genannt, {calls} ({spent})</translation>
    </message>
    <message>
        <source>free, {calls}</source>
        <translation>kostenlos, {calls}</translation>
    </message>
    <message>
        <source>covered by a plan, {calls} ({worth} by the API)</source>
        <translation>vom Abonnement gedeckt, {calls} ({worth} über die API)</translation>
    </message>
    <message>
        <source>Priced, each at the price of its day: {parts}.</source>
        <translation>Berechnet, jeder Aufruf zum Preis seines Tages: {parts}.</translation>
    </message>
    <message>
        <source>Price list: {source}, as of {stamp}; prices of one&apos;s own over it: {own}.</source>
        <translation>Preisliste: {source}, Stand {stamp}; eigene Preise darüber: {own}.</translation>
    </message>
    <message>
        <source>Tokens in</source>
        <translation>Tokens ein</translation>
    </message>
    <message>
        <source>Tokens out</source>
        <translation>Tokens aus</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>{calls} unpriced</source>
        <translation>{calls} ohne Preis</translation>
    </message>
    <message>
        <source>{spent} covered by a plan</source>
        <translation>{spent} vom Abonnement gedeckt</translation>
    </message>
    <message>
        <source>unpriced</source>
        <translation>ohne Preis</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Read from cache</source>
        <translation>Aus dem Cache</translation>
    </message>
    <message>
        <source>Written to cache</source>
        <translation>In den Cache</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio</source>
        <translation>Audio</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Web searches</source>
        <translation>Websuchen</translation>
    </message>
    <message>
        <source>Images made</source>
        <translation>Erzeugte Bilder</translation>
    </message>
    <message>
        <source>Hours of audio</source>
        <translation>Stunden Audio</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Stunde</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Week from</source>
        <translation>Woche ab</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Monat</translation>
    </message>
    <message>
        <source>No model named</source>
        <translation>Kein Modell genannt</translation>
    </message>
    <message>
        <source>Unknown client</source>
        <translation>Unbekannter Client</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message>
        <source>No account</source>
        <translation>Kein Konto</translation>
    </message>
    <message>
        <source>No session</source>
        <translation>Keine Sitzung</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
</context>
<context>
    <name>settings</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Preise</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>Speicherung</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Aktualisierungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Erscheinungsbild</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>The IANA zone whose days and months are counted, such as Europe/Berlin. Empty: this computer&apos;s.</source>
        <translation>Die IANA-Zone, deren Tage und Monate gezählt werden, etwa Europe/Berlin. Leer: die dieses Computers.</translation>
    </message>
    <message>
        <source>Keep running in the tray</source>
        <translation>In der Leiste weiterlaufen</translation>
    </message>
    <message>
        <source>Closing the window leaves the proxy running behind the tray icon. Without a tray, closing quits.</source>
        <translation>Schließt sich das Fenster, läuft der Proxy hinter dem Symbol in der Leiste weiter. Ohne Symbolleiste beendet das Schließen.</translation>
    </message>
    <message>
        <source>Start with the session</source>
        <translation>Mit der Sitzung starten</translation>
    </message>
    <message>
        <source>Tollgate starts when you log in, in the tray where there is one.</source>
        <translation>Tollgate startet bei der Anmeldung, in der Leiste, wo es eine gibt.</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Where the proxy listens on 127.0.0.1.</source>
        <translation>Wo der Proxy auf 127.0.0.1 lauscht.</translation>
    </message>
    <message>
        <source>Connect timeout</source>
        <translation>Frist für Verbindungen</translation>
    </message>
    <message>
        <source>How long a provider may take to accept a connection.</source>
        <translation>Wie lange ein Anbieter brauchen darf, um eine Verbindung anzunehmen.</translation>
    </message>
    <message>
        <source>s</source>
        <translation>s</translation>
    </message>
    <message>
        <source>First byte timeout</source>
        <translation>Frist für das erste Byte</translation>
    </message>
    <message>
        <source>How long a provider may think before the first byte of its answer. Minutes are normal for LLMs.</source>
        <translation>Wie lange ein Anbieter bis zum ersten Byte seiner Antwort nachdenken darf. Minuten sind bei LLMs normal.</translation>
    </message>
    <message>
        <source>Idle timeout</source>
        <translation>Frist für Pausen</translation>
    </message>
    <message>
        <source>How long an answer may pause between two bytes before the call is given up.</source>
        <translation>Wie lange eine Antwort zwischen zwei Bytes pausieren darf, bevor der Aufruf aufgegeben wird.</translation>
    </message>
    <message>
        <source>Wait for calls on stop</source>
        <translation>Beim Beenden auf Aufrufe warten</translation>
    </message>
    <message>
        <source>How long calls in flight may go on after quitting before they are cut.</source>
        <translation>Wie lange laufende Aufrufe nach dem Beenden weitergehen dürfen, bevor sie abgebrochen werden.</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Gar nicht</translation>
    </message>
    <message>
        <source>WebSocket upgrades</source>
        <translation>WebSocket-Verbindungen</translation>
    </message>
    <message>
        <source>`tunnel` passes them through, and reads the usage of those that tell it; `refuse` answers 426, so that clients fall back to plain HTTP.</source>
        <translation>`tunnel` lässt sie durch und liest den Verbrauch derer, die ihn nennen; `refuse` antwortet mit 426, sodass Clients auf einfaches HTTP ausweichen.</translation>
    </message>
    <message>
        <source>Tunnel</source>
        <translation>Durchreichen</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>`keyring` is that of this computer (Keychain, Credential Manager, GNOME Keyring, KWallet); `file` is an encrypted file in the home, opened by a passphrase. Keys that are kept already stay where they are.</source>
        <translation>`keyring` ist der dieses Computers (Keychain, Anmeldeinformationsverwaltung, GNOME-Schlüsselbund, KWallet); `file` ist eine verschlüsselte Datei im Datenordner, die eine Passphrase öffnet. Schon hinterlegte Schlüssel bleiben, wo sie sind.</translation>
    </message>
    <message>
        <source>Keyring</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Claude Code and Codex can log in with a plan that is paid by the month. With `equivalent` such calls cost nothing, and what they would have cost by the API is shown beside; with `spend` that is their cost.</source>
        <translation>Claude Code und Codex können sich mit einem Abo anmelden, das monatlich bezahlt wird. Mit `equivalent` kosten solche Aufrufe nichts, und was sie über die API gekostet hätten, steht daneben; mit `spend` sind das ihre Kosten.</translation>
    </message>
    <message>
        <source>Equivalent</source>
        <translation>Gegenwert</translation>
    </message>
    <message>
        <source>Spend</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>`on_quit` gives connected tools their own addresses while Tollgate does not run, and points them here again when it starts, so that they always work. `never` leaves them as they are: their calls fail while it does not run.</source>
        <translation>`on_quit` gibt verbundenen Werkzeugen ihre eigenen Adressen, solange Tollgate nicht läuft, und lässt sie beim Start wieder hierher zeigen, damit sie immer funktionieren. `never` lässt sie, wie sie sind: Ihre Aufrufe schlagen fehl, solange es nicht läuft.</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Nie</translation>
    </message>
    <message>
        <source>When Tollgate quits</source>
        <translation>Beim Beenden</translation>
    </message>
    <message>
        <source>Older calls go into an archive, month by month, and out of the ledger; their sums stay for ever. `0` keeps every call.</source>
        <translation>Ältere Aufrufe kommen Monat für Monat aus dem Kassenbuch in ein Archiv; ihre Summen bleiben für immer. `0` behält jeden Aufruf.</translation>
    </message>
    <message>
        <source>System</source>
        <translation>System</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Englisch</translation>
    </message>
    <message>
        <source>German</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Keep new keys in</source>
        <translation>Neue Schlüssel aufbewahren in</translation>
    </message>
    <message>
        <source>Forget a key after</source>
        <translation>Schlüssel vergessen nach</translation>
    </message>
    <message>
        <source>How long a key stays in memory after its last use. It is fetched again when the next call needs it.</source>
        <translation>Wie lange ein Schlüssel nach der letzten Benutzung im Speicher bleibt. Er wird wieder geholt, wenn der nächste Aufruf ihn braucht.</translation>
    </message>
    <message>
        <source>Newer price lists from</source>
        <translation>Neuere Preislisten von</translation>
    </message>
    <message>
        <source>The https address that `tollgate price update` asks, when you tell it to. Empty: nowhere; the list that came with Tollgate is used.</source>
        <translation>Die https-Adresse, die `tollgate price update` auf Wunsch fragt. Leer: keine; es gilt die Liste, die mit Tollgate kam.</translation>
    </message>
    <message>
        <source>Price unpriced calls when a price appears</source>
        <translation>Aufrufe ohne Preis bewerten, sobald es einen gibt</translation>
    </message>
    <message>
        <source>When you set a price or take a newer list, calls that had no cost get one, as a repricing that can be taken back. Calls that have a cost keep it in any case.</source>
        <translation>Wird ein Preis gesetzt oder eine neuere Liste übernommen, bekommen Aufrufe ohne Kosten welche, als Neubewertung, die sich zurücknehmen lässt. Aufrufe mit Kosten behalten sie in jedem Fall.</translation>
    </message>
    <message>
        <source>Calls by a login with a plan</source>
        <translation>Aufrufe über ein Login mit Abo</translation>
    </message>
    <message>
        <source>Name projects after folders</source>
        <translation>Projekte nach Ordnern benennen</translation>
    </message>
    <message>
        <source>Calls that belong to no project get one named after the git repository, or else the folder, that their program works in. Only for programs of yours on this computer. The first call of each connection waits about a millisecond for it.</source>
        <translation>Aufrufe ohne Projekt bekommen eines, das nach dem Git-Repository oder sonst dem Ordner heißt, in dem ihr Programm arbeitet. Nur für eigene Programme auf diesem Computer. Der erste Aufruf jeder Verbindung wartet dafür etwa eine Millisekunde.</translation>
    </message>
    <message>
        <source>Put connected tools back</source>
        <translation>Verbundene Werkzeuge zurückstellen</translation>
    </message>
    <message>
        <source>Wait for room in a budget</source>
        <translation>Auf Platz in einem Budget warten</translation>
    </message>
    <message>
        <source>How long a call waits where all that is left of a budget is held for calls under way; then it is refused.</source>
        <translation>Wie lange ein Aufruf wartet, wenn alles Übrige eines Budgets für laufende Aufrufe vorgemerkt ist; dann wird er abgewiesen.</translation>
    </message>
    <message>
        <source>Cut streams when a budget is used up</source>
        <translation>Streams abbrechen, wenn ein Budget aufgebraucht ist</translation>
    </message>
    <message>
        <source>Answers that are under way end when a blocking budget that covers them has nothing left. Otherwise only new calls are refused.</source>
        <translation>Laufende Antworten enden, wenn ein stoppendes Budget, das für sie gilt, nichts mehr übrig hat. Sonst werden nur neue Aufrufe abgewiesen.</translation>
    </message>
    <message>
        <source>Quiet hours from</source>
        <translation>Ruhezeit ab</translation>
    </message>
    <message>
        <source>The time of day, such as 22:00, from which alerts wait until the quiet hours end; then they come as one message. Budgets that stop calls and runaway clients are told at once. Empty: no quiet hours.</source>
        <translation>Die Uhrzeit, etwa 22:00, ab der Alarme warten, bis die Ruhezeit endet; dann kommen sie als eine Nachricht. Budgets, die Aufrufe stoppen, und Clients in Endlosschleifen werden sofort gemeldet. Leer: keine Ruhezeit.</translation>
    </message>
    <message>
        <source>Quiet hours until</source>
        <translation>Ruhezeit bis</translation>
    </message>
    <message>
        <source>The time of day at which the quiet hours end, such as 07:00.</source>
        <translation>Die Uhrzeit, zu der die Ruhezeit endet, etwa 07:00.</translation>
    </message>
    <message>
        <source>Keep calls for</source>
        <translation>Aufrufe aufbewahren für</translation>
    </message>
    <message>
        <source>days</source>
        <translation>Tage</translation>
    </message>
    <message>
        <source>For ever</source>
        <translation>Für immer</translation>
    </message>
    <message>
        <source>Back up every day</source>
        <translation>Jeden Tag sichern</translation>
    </message>
    <message>
        <source>A verified copy of the ledger a day; 7 daily, 4 weekly and 12 monthly ones are kept.</source>
        <translation>Jeden Tag eine geprüfte Kopie des Kassenbuchs; 7 tägliche, 4 wöchentliche und 12 monatliche bleiben.</translation>
    </message>
    <message>
        <source>Backup folder</source>
        <translation>Ordner für Sicherungen</translation>
    </message>
    <message>
        <source>Where backups go. Empty, or when it cannot be written: the folder backups of the home.</source>
        <translation>Wohin Sicherungen kommen. Leer, oder wenn sich dort nicht schreiben lässt: der Ordner backups im Datenordner.</translation>
    </message>
    <message>
        <source>Second backup folder</source>
        <translation>Zweiter Ordner für Sicherungen</translation>
    </message>
    <message>
        <source>Where each backup goes as well, such as a folder that is synced. Empty: nowhere.</source>
        <translation>Wohin jede Sicherung zusätzlich kommt, etwa ein synchronisierter Ordner. Leer: nirgends.</translation>
    </message>
    <message>
        <source>Look for newer versions</source>
        <translation>Nach neueren Versionen sehen</translation>
    </message>
    <message>
        <source>Once a day the address below is asked which version is the newest. Doctor and Health tell of a newer one; nothing is downloaded or installed.</source>
        <translation>Einmal am Tag wird die Adresse unten nach der neuesten Version gefragt. Doctor und Zustand melden eine neuere; nichts wird geladen oder installiert.</translation>
    </message>
    <message>
        <source>Ask about versions at</source>
        <translation>Nach Versionen fragen bei</translation>
    </message>
    <message>
        <source>The https address that answers with {&quot;version&quot;: &quot;1.2.3&quot;}, or with a release as code hosts describe theirs. Empty: nobody is asked.</source>
        <translation>Die https-Adresse, die mit {&quot;version&quot;: &quot;1.2.3&quot;} antwortet, oder mit einem Release, wie Code-Hoster sie beschreiben. Leer: Niemand wird gefragt.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the window, and of its numbers and dates. Takes effect when Tollgate starts the next time.</source>
        <translation>Die des Fensters, seiner Zahlen und Daten. Gilt ab dem nächsten Start von Tollgate.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Light, dark, or as the system says.</source>
        <translation>Hell, dunkel oder wie das System.</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Textgröße</translation>
    </message>
    <message>
        <source>Scales all text.</source>
        <translation>Vergrößert oder verkleinert allen Text.</translation>
    </message>
</context>
<context>
    <name>tools</name>
    <message>
        <source>make a call with it</source>
        <translation>damit einen Aufruf machen</translation>
    </message>
    <message>
        <source>run `claude -p hi`</source>
        <translation>`claude -p hi` ausführen</translation>
    </message>
    <message>
        <source>A base URL of one&apos;s own switches its tool search off, so that is switched on again.</source>
        <translation>Eine eigene Basis-URL schaltet die Werkzeugsuche darin ab; darum wird sie wieder eingeschaltet.</translation>
    </message>
    <message>
        <source>A base URL of one&apos;s own switches Claude Code&apos;s tool search off, so ENABLE_TOOL_SEARCH switches it on again.</source>
        <translation>Eine eigene Basis-URL schaltet die Werkzeugsuche von Claude Code ab; darum schaltet ENABLE_TOOL_SEARCH sie wieder ein.</translation>
    </message>
    <message>
        <source>Your login stays: a subscription and a key both pass through. Sessions that run already keep their address.</source>
        <translation>Das Login bleibt: Ein Abonnement und ein Schlüssel werden beide durchgereicht. Sitzungen, die schon laufen, behalten ihre Adresse.</translation>
    </message>
    <message>
        <source>CLAUDE_CODE_USE_BEDROCK is set: calls go to Bedrock, not to this address.</source>
        <translation>CLAUDE_CODE_USE_BEDROCK ist gesetzt: Aufrufe gehen an Bedrock, nicht an diese Adresse.</translation>
    </message>
    <message>
        <source>CLAUDE_CODE_USE_VERTEX is set: calls go to Vertex, not to this address.</source>
        <translation>CLAUDE_CODE_USE_VERTEX ist gesetzt: Aufrufe gehen an Vertex, nicht an diese Adresse.</translation>
    </message>
    <message>
        <source>run `codex exec hi`</source>
        <translation>`codex exec hi` ausführen</translation>
    </message>
    <message>
        <source>Codex reads no base URL from the environment: start it as `codex -c openai_base_url=&quot;$OPENAI_BASE_URL&quot;`.</source>
        <translation>Codex liest keine Basis-URL aus der Umgebung: als `codex -c openai_base_url=&quot;$OPENAI_BASE_URL&quot;` starten.</translation>
    </message>
    <message>
        <source>Codex tries a WebSocket first. It is passed through and counted; `tollgate settings set proxy.websocket refuse` makes it use plain HTTP at once.</source>
        <translation>Codex versucht es zuerst mit einem WebSocket. Der wird durchgereicht und gezählt; mit `tollgate settings set proxy.websocket refuse` nimmt es gleich einfaches HTTP.</translation>
    </message>
    <message>
        <source>The address depends on its login, with a key or with ChatGPT: connect it again after you change that.</source>
        <translation>Die Adresse hängt vom Login ab, mit Schlüssel oder mit ChatGPT: nach einer Änderung neu verbinden.</translation>
    </message>
    <message>
        <source>model_provider names a provider of your own: openai_base_url has no effect while it does. Set that provider&apos;s base_url, or remove the line.</source>
        <translation>model_provider nennt einen eigenen Anbieter: Solange das so ist, wirkt openai_base_url nicht. Die base_url dieses Anbieters setzen oder die Zeile entfernen.</translation>
    </message>
    <message>
        <source>run `gemini -p hi`</source>
        <translation>`gemini -p hi` ausführen</translation>
    </message>
    <message>
        <source>Choose the API key in Gemini CLI&apos;s /auth once: with a base URL it takes none from the environment by itself.</source>
        <translation>In Gemini CLI einmal unter /auth den API-Schlüssel wählen: Mit einer Basis-URL nimmt es von selbst keinen aus der Umgebung.</translation>
    </message>
    <message>
        <source>This works with an API key. A Google login has its calls made elsewhere, and ignores the base URL.</source>
        <translation>Das geht mit einem API-Schlüssel. Mit einem Google-Login laufen die Aufrufe anderswo, und die Basis-URL wird nicht beachtet.</translation>
    </message>
    <message>
        <source>With a base URL, Gemini CLI must be told that it is a key that it logs in with: where nothing was chosen, that is.</source>
        <translation>Mit einer Basis-URL muss man Gemini CLI sagen, dass es sich mit einem Schlüssel anmeldet: Wo nichts gewählt war, geschieht das hier.</translation>
    </message>
    <message>
        <source>Of .env files Gemini CLI reads the nearest only: one in a project hides this one.</source>
        <translation>Von .env-Dateien liest Gemini CLI nur die nächste: Eine in einem Projekt verdeckt diese hier.</translation>
    </message>
    <message>
        <source>Gemini CLI is logged in otherwise than with a key: its calls go elsewhere until you choose the key in its /auth.</source>
        <translation>Gemini CLI ist anders als mit einem Schlüssel angemeldet: Die Aufrufe gehen anderswohin, bis unter /auth der Schlüssel gewählt ist.</translation>
    </message>
    <message>
        <source>run `aider --message hi`</source>
        <translation>`aider --message hi` ausführen</translation>
    </message>
    <message>
        <source>An .aider.conf.yml or .env in a project has precedence over the one in your home folder.</source>
        <translation>Eine .aider.conf.yml oder .env in einem Projekt geht der im Home-Ordner vor.</translation>
    </message>
    <message>
        <source>run `llm hi`</source>
        <translation>`llm hi` ausführen</translation>
    </message>
    <message>
        <source>This points all of its OpenAI models here.</source>
        <translation>Damit zeigen alle OpenAI-Modelle darin hierher.</translation>
    </message>
    <message>
        <source>These models of llm go through the proxy, with the key that llm has; `tollgate env llm` points all of its OpenAI models here.</source>
        <translation>Diese Modelle von llm gehen durch den Proxy, mit dem Schlüssel, den llm hat; mit `tollgate env llm` zeigen alle OpenAI-Modelle darin hierher.</translation>
    </message>
    <message>
        <source>ask it something</source>
        <translation>es etwas fragen</translation>
    </message>
    <message>
        <source>None of its models is one of OpenAI, Anthropic, Gemini, Mistral or Ollama at that provider&apos;s own address.</source>
        <translation>Keines der Modelle darin ist eines von OpenAI, Anthropic, Gemini, Mistral oder Ollama an der eigenen Adresse des Anbieters.</translation>
    </message>
    <message>
        <source>Models of these providers that have an address of their own already keep it.</source>
        <translation>Modelle dieser Anbieter, die schon eine eigene Adresse haben, behalten sie.</translation>
    </message>
    <message>
        <source>Cline keeps its settings in memory and writes them itself: an edit from outside would be lost. Set them in Cline:</source>
        <translation>Cline hält seine Einstellungen im Speicher und schreibt sie selbst: Eine Änderung von außen ginge verloren. In Cline einstellen:</translation>
    </message>
    <message>
        <source>Open Cline, then the gear (Settings), API Configuration.</source>
        <translation>Cline öffnen, dann das Zahnrad (Settings), API Configuration.</translation>
    </message>
    <message>
        <source>API Provider Anthropic: tick «Use custom base URL» and enter {base}/anthropic</source>
        <translation>API Provider Anthropic: «Use custom base URL» ankreuzen und {base}/anthropic eingeben</translation>
    </message>
    <message>
        <source>API Provider OpenAI Compatible: Base URL {base}/openai/v1</source>
        <translation>API Provider OpenAI Compatible: Base URL {base}/openai/v1</translation>
    </message>
    <message>
        <source>API Provider Google Gemini: tick «Use custom base URL» and enter {base}/gemini</source>
        <translation>API Provider Google Gemini: «Use custom base URL» ankreuzen und {base}/gemini eingeben</translation>
    </message>
    <message>
        <source>run `opencode run hi`</source>
        <translation>`opencode run hi` ausführen</translation>
    </message>
    <message>
        <source>Models of opencode&apos;s own service (Zen), and logins other than with a key, do not pass through here.</source>
        <translation>Modelle des eigenen Dienstes von opencode (Zen) und Logins ohne Schlüssel gehen nicht hier durch.</translation>
    </message>
    <message>
        <source>ask its agent something</source>
        <translation>den Agenten darin etwas fragen</translation>
    </message>
    <message>
        <source>Zed keeps each key with the address it is for: enter your keys again in its agent settings, or start it with ANTHROPIC_API_KEY and OPENAI_API_KEY set.</source>
        <translation>Zed hält jeden Schlüssel mit der Adresse, für die er ist: die Schlüssel in den Einstellungen des Agenten neu eingeben, oder es mit gesetztem ANTHROPIC_API_KEY und OPENAI_API_KEY starten.</translation>
    </message>
    <message>
        <source>Models that Zed itself sells do not pass through here.</source>
        <translation>Modelle, die Zed selbst verkauft, gehen nicht hier durch.</translation>
    </message>
    <message>
        <source>its own servers make the calls.</source>
        <translation>Die Aufrufe machen seine eigenen Server.</translation>
    </message>
    <message>
        <source>Its calls cannot be seen by any local program.</source>
        <translation>Kein Programm auf diesem Computer kann sie sehen.</translation>
    </message>
    <message>
        <source>open a new shell and start a program that uses an SDK</source>
        <translation>eine neue Shell öffnen und ein Programm starten, das ein SDK benutzt</translation>
    </message>
    <message>
        <source>Shells that are open already keep what they have.</source>
        <translation>Shells, die schon offen sind, behalten, was sie haben.</translation>
    </message>
</context>
<context>
    <name>trends</name>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Cache read</source>
        <translation>Cache gelesen</translation>
    </message>
    <message>
        <source>Cache write</source>
        <translation>Cache geschrieben</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>Reasoning</source>
        <translation>Nachdenken</translation>
    </message>
    <message>
        <source>Audio and images</source>
        <translation>Audio und Bilder</translation>
    </message>
    <message>
        <source>Mean latency</source>
        <translation>Mittlere Dauer</translation>
    </message>
    <message>
        <source>Mean time to first token</source>
        <translation>Mittlere Zeit bis zum ersten Token</translation>
    </message>
    <message>
        <source>Cost</source>
        <translation>Kosten</translation>
    </message>
    <message>
        <source>Covered by subscriptions</source>
        <translation>Durch Abonnements gedeckt</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Tokens</source>
        <translation>Tokens</translation>
    </message>
    <message>
        <source>Input tokens</source>
        <translation>Eingabe-Tokens</translation>
    </message>
    <message>
        <source>Tokens read from cache</source>
        <translation>Tokens aus dem Cache gelesen</translation>
    </message>
    <message>
        <source>Tokens written to cache</source>
        <translation>Tokens in den Cache geschrieben</translation>
    </message>
    <message>
        <source>Output tokens</source>
        <translation>Ausgabe-Tokens</translation>
    </message>
    <message>
        <source>Reasoning tokens</source>
        <translation>Tokens fürs Nachdenken</translation>
    </message>
    <message>
        <source>Latency, median</source>
        <translation>Dauer, Median</translation>
    </message>
    <message>
        <source>Latency, 95th percentile</source>
        <translation>Dauer, 95. Perzentil</translation>
    </message>
    <message>
        <source>Latency, 99th percentile</source>
        <translation>Dauer, 99. Perzentil</translation>
    </message>
    <message>
        <source>Time to first token, median</source>
        <translation>Zeit bis zum ersten Token, Median</translation>
    </message>
    <message>
        <source>Time to first token, 95th percentile</source>
        <translation>Zeit bis zum ersten Token, 95. Perzentil</translation>
    </message>
    <message>
        <source>Time to first token, 99th percentile</source>
        <translation>Zeit bis zum ersten Token, 99. Perzentil</translation>
    </message>
    <message>
        <source>Output speed</source>
        <translation>Ausgabetempo</translation>
    </message>
    <message>
        <source>Cache hit rate</source>
        <translation>Cache-Trefferquote</translation>
    </message>
    <message>
        <source>Error rate</source>
        <translation>Fehlerquote</translation>
    </message>
</context>
<context>
    <name>ways</name>
    <message>
        <source>“{button}” on the page {page}</source>
        <translation>„{button}“ auf der Seite {page}</translation>
    </message>
</context>
<context>
    <name>what-if</name>
    <message>
        <source>a subscription covers them.</source>
        <translation>Ein Abonnement deckt sie.</translation>
    </message>
    <message>
        <source>what they cost is not known either.</source>
        <translation>Was sie kosteten, ist auch nicht bekannt.</translation>
    </message>
    <message>
        <source>embeddings are nothing that {model} makes.</source>
        <translation>Embeddings macht {model} nicht.</translation>
    </message>
    <message>
        <source>No price is known for &apos;{model}&apos; at {provider}.</source>
        <translation>Für „{model}“ bei {provider} ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>No {tier} price is known for &apos;{model}&apos; at {provider}.</source>
        <translation>Für „{model}“ bei {provider} ist kein Preis der Stufe {tier} bekannt.</translation>
    </message>
    <message>
        <source>no price is known for {model}.</source>
        <translation>Für {model} ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>The model is not known.</source>
        <translation>Das Modell ist nicht bekannt.</translation>
    </message>
    <message>
        <source>The deployment &apos;{model}&apos; is not mapped to a model.</source>
        <translation>Die Bereitstellung „{model}“ ist keinem Modell zugeordnet.</translation>
    </message>
    <message>
        <source>The price lists do not have this price any more.</source>
        <translation>Die Preislisten haben diesen Preis nicht mehr.</translation>
    </message>
    <message>
        <source>Its counts are beyond belief.</source>
        <translation>Seine Zahlen sind unglaubhaft hoch.</translation>
    </message>
    <message>
        <source>{model} is sold by several providers: {names}.</source>
        <translation>{model} wird von mehreren Anbietern verkauft: {names}.</translation>
    </message>
    <message>
        <source>No price is known for “{component}”.</source>
        <translation>Für „{component}“ ist dort kein Preis bekannt.</translation>
    </message>
    <message>
        <source>The count of “{component}” makes no sense.</source>
        <translation>Die Zahl für „{component}“ ergibt keinen Sinn.</translation>
    </message>
    <message>
        <source>No price is known for this time.</source>
        <translation>Für diese Zeit ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>No price is known for the time when it ran.</source>
        <translation>Für die Zeit, zu der sie liefen, ist kein Preis bekannt.</translation>
    </message>
    <message>
        <source>The answer reported no usage.</source>
        <translation>Die Antwort meldete keinen Verbrauch.</translation>
    </message>
    <message>
        <source>How long it runs is not known.</source>
        <translation>Wie lange es läuft, ist nicht bekannt.</translation>
    </message>
</context>
</TS>
