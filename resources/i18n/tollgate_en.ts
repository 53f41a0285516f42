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
    <name>Window</name>
    <message numerus="yes">
        <source>%Ln call(s) still going on.</source>
        <translation>
            <numerusform>%Ln call still going on.</numerusform>
            <numerusform>%Ln calls still going on.</numerusform>
        </translation>
    </message>
</context>
</TS>
