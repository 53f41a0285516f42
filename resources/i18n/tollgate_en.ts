<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CallsPage</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unpriced</source>
        <translation>
            <numerusform>%Ln unpriced</numerusform>
            <numerusform>%Ln unpriced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HealthPage</name>
    <message numerus="yes">
        <source>%Ln check(s) passed</source>
        <translation>
            <numerusform>%Ln check passed</numerusform>
            <numerusform>%Ln checks passed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln thing(s) to look at</source>
        <translation>
            <numerusform>%Ln thing to look at</numerusform>
            <numerusform>%Ln things to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln key(s)</source>
        <translation>
            <numerusform>%Ln key</numerusform>
            <numerusform>%Ln keys</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveCards</name>
    <message numerus="yes">
        <source>%Ln record(s)</source>
        <translation>
            <numerusform>%Ln record</numerusform>
            <numerusform>%Ln records</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewPage</name>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln unpriced call(s) left out of the cost</source>
        <translation>
            <numerusform>%Ln unpriced call left out of the cost</numerusform>
            <numerusform>%Ln unpriced calls left out of the cost</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) with estimated tokens</source>
        <translation>
            <numerusform>%Ln call with estimated tokens</numerusform>
            <numerusform>%Ln calls with estimated tokens</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) cut short</source>
        <translation>
            <numerusform>%Ln call cut short</numerusform>
            <numerusform>%Ln calls cut short</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PriceEffect</name>
    <message numerus="yes">
        <source>The largest changes of %Ln model(s):</source>
        <translation>
            <numerusform>The largest changes of %Ln model:</numerusform>
            <numerusform>The largest changes of %Ln models:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them had no price until now.</source>
        <translation>
            <numerusform>%Ln of them had no price until now.</numerusform>
            <numerusform>%Ln of them had no price until now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln of them would have no price any more.</source>
        <translation>
            <numerusform>%Ln of them would have no price any more.</numerusform>
            <numerusform>%Ln of them would have no price any more.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PriceUpdateSheet</name>
    <message numerus="yes">
        <source>The first %Ln of the changes:</source>
        <translation>
            <numerusform>The first %Ln of the changes:</numerusform>
            <numerusform>The first %Ln of the changes:</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source> and %Ln more</source>
        <translation>
            <numerusform> and %Ln more</numerusform>
            <numerusform> and %Ln more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln price(s) changed</source>
        <translation>
            <numerusform>%Ln price changed</numerusform>
            <numerusform>%Ln prices changed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s) added</source>
        <translation>
            <numerusform>%Ln model added</numerusform>
            <numerusform>%Ln models added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln model(s) gone</source>
        <translation>
            <numerusform>%Ln model gone</numerusform>
            <numerusform>%Ln models gone</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PricesPage</name>
    <message numerus="yes">
        <source>%Ln model(s)</source>
        <translation>
            <numerusform>%Ln model</numerusform>
            <numerusform>%Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln price(s) of your own</source>
        <translation>
            <numerusform>%Ln price of your own</numerusform>
            <numerusform>%Ln prices of your own</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The price is set; %Ln call(s) have one now</source>
        <translation>
            <numerusform>The price is set; %Ln call have one now</numerusform>
            <numerusform>The price is set; %Ln calls have one now</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProjectsPart</name>
    <message numerus="yes">
        <source>%Ln rule(s)</source>
        <translation>
            <numerusform>%Ln rule</numerusform>
            <numerusform>%Ln rules</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ProvidersPage</name>
    <message numerus="yes">
        <source>%Ln account(s) resting</source>
        <translation>
            <numerusform>%Ln account resting</numerusform>
            <numerusform>%Ln accounts resting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuitSheet</name>
    <message numerus="yes">
        <source>%Ln call(s) still going on.</source>
        <translation>
            <numerusform>%Ln call still going on.</numerusform>
            <numerusform>%Ln calls still going on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RepriceSheet</name>
    <message numerus="yes">
        <source>%Ln call(s) have the cost back that they had.</source>
        <translation>
            <numerusform>%Ln call have the cost back that they had.</numerusform>
            <numerusform>%Ln calls have the cost back that they had.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) have another cost now.</source>
        <translation>
            <numerusform>%Ln call have another cost now.</numerusform>
            <numerusform>%Ln calls have another cost now.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Repriced %Ln call(s)</source>
        <translation>
            <numerusform>Repriced %Ln call</numerusform>
            <numerusform>Repriced %Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RetagSheet</name>
    <message numerus="yes">
        <source>The %Ln chosen call(s)</source>
        <translation>
            <numerusform>The %Ln chosen call</numerusform>
            <numerusform>The %Ln chosen calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message numerus="yes">
        <source>%Ln in flight</source>
        <translation>
            <numerusform>%Ln in flight</numerusform>
            <numerusform>%Ln in flight</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln waiting to be written</source>
        <translation>
            <numerusform>%Ln waiting to be written</numerusform>
            <numerusform>%Ln waiting to be written</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>UnpricedCard</name>
    <message numerus="yes">
        <source>Show %Ln model(s)</source>
        <translation>
            <numerusform>Show %Ln model</numerusform>
            <numerusform>Show %Ln models</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WhatIfNotes</name>
    <message numerus="yes">
        <source>%Ln call(s) are left out: {reason}</source>
        <translation>
            <numerusform>%Ln call is left out: {reason}</numerusform>
            <numerusform>%Ln calls are left out: {reason}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln older call(s) are left out: only their sums are kept.</source>
        <translation>
            <numerusform>%Ln older call is left out: only its sums are kept.</numerusform>
            <numerusform>%Ln older calls are left out: only their sums are kept.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) ran before that price was in force; it is used all the same.</source>
        <translation>
            <numerusform>%Ln call ran before that price was in force; it is used all the same.</numerusform>
            <numerusform>%Ln calls ran before that price was in force; it is used all the same.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) would go to another model. Its tokenizer counts the same text differently, and it may answer at another length: take the figure as a direction.</source>
        <translation>
            <numerusform>%Ln call would go to another model. Its tokenizer counts the same text differently, and it may answer at another length: take the figure as a direction.</numerusform>
            <numerusform>%Ln calls would go to another model. Its tokenizer counts the same text differently, and it may answer at another length: take the figure as a direction.</numerusform>
        </translation>
    </message>
</context>
</TS>
