// The window's start.
import './styles/base.css'
import { startWindow } from './start.ts'

const target = document.getElementById('filo')
if (target) startWindow(target)
